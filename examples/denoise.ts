// Remove the noise from a recording while it is playing, by spectral subtraction.
//
//   npm run example -- denoise
//
// The recording comes in chunks of 10 ms, with white noise over it. The first half second contains only noise: its power is
// measured there, bin by bin. From then on, the power of the noise is subtracted from that of each bin. A little noise is left
// on purpose: it hides the tones that subtraction leaves behind (Berouti, Schwartz and Makhoul, 1979).
//
//   npx tapline plot out/denoised.wav --kind spectrogram -o out/denoised.svg
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lastValueFrom, map, range, toArray } from 'rxjs'
import { powerOf } from 'tapline'
import { readAudioFile, WavWriter } from 'tapline/node'
import { spectral } from 'tapline/rx'

const { channels, sampleRate } = await readAudioFile(
  fileURLToPath(new URL('data/lena.flac', import.meta.url)),
)
const pause = new Float32Array(sampleRate / 2)
const voice = Float32Array.from([...pause, ...channels[0]])
// Noise of a tenth of the recording's power: 10 dB below it.
const deviation = Math.sqrt(powerIn(voice) / 10)
const noisy = voice.map((sample, n) => sample + deviation * Math.sqrt(12) * (uniform(n) - 0.5))

const noisePower = new Float64Array(513)
let frames = 0

/** Learns the noise while there is a pause, then subtracts it. */
function subtractNoise(spectrum: Float32Array | Float64Array, { start }: { readonly start: number }): void {
  const power = powerOf(spectrum)
  const isPause = start >= 0 && start + 1024 <= pause.length
  if (isPause) frames++
  for (const [k, value] of power.entries()) {
    if (isPause) noisePower[k] += (value - noisePower[k]) / frames
    const gain = Math.sqrt(Math.max(1 - (2 * noisePower[k]) / value, 0.01))
    spectrum[2 * k] *= gain
    spectrum[2 * k + 1] *= gain
  }
}

const length = sampleRate / 100
const chunks = range(0, Math.floor(noisy.length / length)).pipe(
  map((i) => noisy.subarray(i * length, (i + 1) * length)),
  spectral(subtractNoise),
  toArray(),
)
const cleaned = Float32Array.from((await lastValueFrom(chunks)).flatMap((chunk) => [...chunk]))
console.log(`before: the noise is ${ratioDb(noisy).toFixed(1)} dB below the voice`)
console.log(`after: what is not the voice is ${ratioDb(cleaned).toFixed(1)} dB below it`)

mkdirSync('out', { recursive: true })
for (const [name, samples] of Object.entries({ noisy, denoised: cleaned })) {
  const file = await WavWriter.open(`out/${name}.wav`, { sampleRate, channels: 1, format: 'f32le' })
  await file.write([samples])
  await file.close()
}

/** The ratio of the voice's power to that of everything else, in dB, once it has begun. */
function ratioDb(signal: ArrayLike<number>): number {
  const spoken = voice.subarray(pause.length, signal.length)
  return (
    10 * Math.log10(powerIn(spoken) / powerIn(spoken.map((sample, n) => signal[pause.length + n] - sample)))
  )
}

function powerIn(signal: Float32Array): number {
  return signal.reduce((sum, sample) => sum + sample ** 2, 0) / signal.length
}

/** Pseudo-random numbers from 0 to 1, the same each time. */
function uniform(n: number): number {
  let x = Math.imul(n + 1, 0x9e3779b1)
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
}
