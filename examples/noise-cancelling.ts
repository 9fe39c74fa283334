// Remove the noise of a machine from a recording, with a second microphone beside the machine.
//
//   npm run example -- noise-cancelling
//
// The first microphone hears a voice, and the noise of the machine, 10 dB louder and changed by the room. The second microphone hears
// only the machine: that is the reference. Everything that follows from the reference is subtracted, and the voice is left.
// For spectrograms of both:
//
//   npx tapline plot out/machine.wav --kind spectrogram -o out/machine.svg
//   npx tapline plot out/quiet.wav --kind spectrogram -o out/quiet.svg
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AdaptiveConvolver, convolve, designFir, resample } from 'tapline'
import { readAudioFile, WavWriter } from 'tapline/node'

const RATE = 16_000
const TAP_COUNT = 512

const path = fileURLToPath(new URL('data/lena.flac', import.meta.url))
const { channels, sampleRate } = await readAudioFile(path)
const voice = resample(Float64Array.from(channels[0]), { fromRate: sampleRate, toRate: RATE })
let state = 1 // of Lehmer's generator
const noise = () => Math.sqrt(12) * ((state = (48_271 * state) % 0x7fffffff) / 0x7fffffff - 0.5)
// The machine rumbles, and hums at 100 Hz and twice as high.
const hum = (n: number): number => Math.sin((2 * Math.PI * 100 * n) / RATE)
const rumble = designFir({ type: 'lowpass', cutoffHz: 3000, sampleRate: RATE, length: 63 })
const machine = convolve(Float64Array.from({ length: voice.length }, noise), rumble)
  .subarray(0, voice.length)
  .map((sample, n) => sample + hum(n) / 2 + hum(2 * n) / 3)
const ways = Float64Array.from({ length: TAP_COUNT }, (_, k) => (k < 20 ? 0 : noise() * Math.exp(-k / 80)))
const arriving = convolve(machine, ways).subarray(0, voice.length)
const gain = Math.sqrt((10 * powerIn(voice)) / powerIn(arriving))
const heard = voice.map((sample, n) => sample + gain * arriving[n])

const canceller = new AdaptiveConvolver({ length: TAP_COUNT, gain: 0.3 })
const { error } = canceller.process({ reference: machine, desired: heard })
console.log(`before: the voice is ${(-ratioDb(heard, 0)).toFixed(1)} dB below the noise`)
for (const second of [1, 4, 8]) {
  console.log(`from ${second} s on: the voice is ${ratioDb(error, second).toFixed(1)} dB above the noise`)
}
mkdirSync('out', { recursive: true })
const loudest = heard.reduce((greatest, sample) => Math.max(greatest, Math.abs(sample)), 0)
await writeWav('out/machine.wav', heard)
await writeWav('out/quiet.wav', Float64Array.from(error))

/** The ratio of the voice's power to that of everything else, from a second on, in dB. */
function ratioDb(signal: ArrayLike<number>, second: number): number {
  const spoken = voice.subarray(second * RATE)
  const rest = spoken.map((sample, n) => signal[second * RATE + n] - sample)
  return 10 * Math.log10(powerIn(spoken) / powerIn(rest))
}

function powerIn(signal: Float64Array): number {
  return signal.reduce((sum, sample) => sum + sample ** 2, 0) / signal.length
}

async function writeWav(file: string, samples: Float64Array): Promise<void> {
  const writer = await WavWriter.open(file, { sampleRate: RATE, channels: 1, format: 's16le' })
  await writer.write([samples.map((sample) => sample / loudest)])
  await writer.close()
}
