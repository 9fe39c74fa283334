// Extract unknown tones from noise: an adaptive line enhancer (Widrow et al., 1975).
//
//   npm run example -- line-enhancement
//
// Two tones are 10 dB below white noise; one changes its pitch half-way. The reference is the signal itself, delayed by ten
// samples. Noise cannot be predicted from the noise ten samples earlier, but a tone can. So the output consists of the tones.
// For spectrograms of both:
//
//   npx tapline plot out/noisy-tones.wav --kind spectrogram -o out/noisy-tones.svg
//   npx tapline plot out/tones.wav --kind spectrogram -o out/tones.svg
import { mkdirSync } from 'node:fs'
import { AdaptiveConvolver } from 'tapline'
import { WavWriter } from 'tapline/node'

const RATE = 8000
const LENGTH = 8 * RATE
const DELAY = 10

let state = 1 // of Lehmer's generator
const noise = () => Math.sqrt(12) * ((state = (48_271 * state) % 0x7fffffff) / 0x7fffffff - 0.5)
const sine = (hz: number, n: number): number => Math.sin((2 * Math.PI * hz * n) / RATE)
const tones = Float64Array.from(
  { length: LENGTH },
  (_, n) => Math.sqrt(0.1) * (sine(440, n) + sine(n < LENGTH / 2 ? 1250 : 1400, n)),
)
const signal = tones.map((sample) => sample + noise())
const delayed = Float64Array.from(signal, (_, n) => (n < DELAY ? 0 : signal[n - DELAY]))

const enhancer = new AdaptiveConvolver({ length: 250, method: 'nlms', step: 0.02 })
const { output } = enhancer.process({ reference: delayed, desired: signal })
for (let second = 0; second < 8; second++) {
  const [from, to] = [second * RATE, (second + 1) * RATE]
  console.log(
    `${second} s: ${ratioDb(signal, from, to).toFixed(1)} dB before, ${ratioDb(output, from, to).toFixed(1)} dB after`,
  )
}

mkdirSync('out', { recursive: true })
await writeWav('out/noisy-tones.wav', signal)
await writeWav('out/tones.wav', Float64Array.from(output))

/** The ratio of the tones' power to that of everything else, in dB. */
function ratioDb(mixed: ArrayLike<number>, first: number, end: number): number {
  const own = tones.subarray(first, end)
  return 10 * Math.log10(powerIn(own) / powerIn(own.map((sample, i) => mixed[first + i] - sample)))
}

function powerIn(values: Float64Array): number {
  return values.reduce((sum, sample) => sum + sample ** 2, 0) / values.length
}

async function writeWav(file: string, samples: Float64Array): Promise<void> {
  const writer = await WavWriter.open(file, { sampleRate: RATE, channels: 1, format: 's16le' })
  await writer.write([samples.map((sample) => sample / 6)])
  await writer.close()
}
