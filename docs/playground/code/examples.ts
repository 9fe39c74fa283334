/** Programs to begin with. */
export const examples: Readonly<Record<string, string>> = {
  'A stream in chunks': `import { Convolver } from 'tapline'

const hall = new Convolver(Float32Array.of(1, 0.5, 0.25))
console.log(hall.process(Float32Array.of(1, 0, 0, 0)))
console.log(hall.process(Float32Array.of(2))) // no delay
console.log(hall.flush()) // the tail
`,
  'Remove noise': `import { convolve, designFir } from 'tapline'

const readings = Float64Array.from({ length: 400 }, (_, n) => Math.sin(n / 20) + ((n * 7919) % 101) / 101 - 0.5)
const kernel = designFir({ type: 'lowpass', cutoffHz: 3, sampleRate: 100, length: 61 })
plot(readings, 'readings')
plot(convolve(readings, kernel, { mode: 'same' }), 'below 3 Hz')
`,
  'Find a shape in a stream': `import { from } from 'rxjs'
import { detect } from 'tapline/rx'

from([5, 5, 9, 19, 7, 5, 5])
  .pipe(detect([0, 2, 7, 1, 0], { threshold: 0.9 }))
  .subscribe(({ index, score }) => console.log('found at', index, 'with a score of', score.toFixed(3)))
`,
  'The best matches': `import { findMatches, matchProfile } from 'tapline'

const template = [0, 1, 3, 1, 0, -1, 0]
const signal = Float64Array.from({ length: 300 }, (_, n) => (template[n % 50] ?? 0) + Math.sin(n / 9) / 5)
plot(matchProfile(signal, template), 'score')
for (const { index, score } of findMatches(signal, template, { threshold: 0.9 })) console.log(index, score.toFixed(3))
`,
  'The period of readings': `import { autocorrelate, detectPeriod } from 'tapline'

const readings = Array.from({ length: 240 }, (_, hour) => 15 + hour / 100 + 5 * Math.sin((2 * Math.PI * hour) / 24))
console.log(detectPeriod(readings))
plot(autocorrelate(readings, { maxLag: 72, normalize: 'coefficient', demean: true }), 'autocorrelation')
`,
  'Find what is unusual': `import { findDiscords, findMotifs, matrixProfile } from 'tapline'

const pulse = Float64Array.from({ length: 600 }, (_, n) => Math.exp(-(((n % 50) - 25) ** 2) / 20))
for (let n = 300; n < 320; n++) pulse[n] += 0.3
const profile = matrixProfile(pulse, 50)
plot(pulse, 'signal')
plot(profile.distances, 'distance of each window to the one most like it')
console.log('most alike', findMotifs(profile))
console.log('most unusual', findDiscords(profile))
`,
  'Detect a pitch': `import { detectPitch } from 'tapline'

const sampleRate = 48000
const window = Float32Array.from({ length: 2048 }, (_, n) => Math.sin((2 * Math.PI * 220 * n) / sampleRate) ** 3)
console.log(detectPitch(window, { sampleRate }))
`,
  'A spectrogram': `import { Spectrogram, windowOf } from 'tapline'

const sweep = Float32Array.from({ length: 16000 }, (_, n) => Math.sin((n * n) / 16000))
const columns = new Spectrogram({ window: windowOf('hann', 256), hop: 128 }).process(sweep)
const width = columns.length
const height = columns[0].length
const data = Float32Array.from({ length: width * height }, (_, i) => {
  return columns[i % width][height - 1 - Math.floor(i / width)]
})
picture({ data, width }, 'a tone that rises')
`,
  'Change the sample rate': `import { resample } from 'tapline'

const readings = Float64Array.from({ length: 100 }, (_, n) => Math.sin(n / 8))
const denser = resample(readings, { fromRate: 100, toRate: 250 })
console.log(readings.length, 'samples become', denser.length)
plot(readings, 'at 100 Hz')
plot(denser, 'at 250 Hz')
`,
  'Edges of a picture': `import { convolve2d, sobel } from 'tapline/image'

const size = 64
const data = Float32Array.from({ length: size * size }, (_, i) => (Math.hypot((i % size) - 32, Math.floor(i / size) - 32) < 20 ? 1 : 0))
picture({ data, width: size }, 'a disc')
picture(convolve2d({ data, width: size, height: size }, sobel('x'), { mode: 'same' }), 'filtered with the Sobel kernel')
`,
  'A kernel that learns': `import { Conv1d, sgd } from 'tapline/layers'

const layer = new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 3, bias: false })
const losses = []
for (let step = 0; step < 200; step++) {
  const data = Float32Array.from({ length: 64 }, (_, n) => Math.sin(n * (1 + (step % 5))))
  const output = layer.forward({ data, channels: 1, height: 1, width: 64 })
  // The target: the difference between samples two apart.
  const difference = output.data.map((value, n) => value - (data[n + 2] - data[n]))
  losses.push(difference.reduce((sum, value) => sum + value ** 2, 0) / difference.length)
  sgd(layer, layer.backward({ ...output, data: difference }), 0.005)
}
console.log(layer.weights)
plot(losses, 'loss')
`,
  'A NaN stays local': `import { convolve } from 'tapline'

const signal = Float64Array.from({ length: 100 }, (_, n) => Math.sin(n / 5))
signal[50] = NaN
const output = convolve(signal, [0.25, 0.5, 0.25])
console.log('affected outputs:', Array.from(output.keys()).filter((n) => Number.isNaN(output[n])))
plot(output, 'output')
`,
}
