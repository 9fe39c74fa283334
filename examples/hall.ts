// A voice in a cathedral: streams a recording through a stereo impulse response, and writes the result to a WAV file.
//
//   npm run example -- hall [RECORDING] [RESPONSE]
//
// Without arguments, the singer of examples/data stands in a synthesized cathedral. The recording may be hours long: each piece is
// convolved and written before the next one is read. For the picture:
//
//   npx tapline plot out/hall.wav --kind spectrogram -o out/hall.svg
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { concatMap, lastValueFrom } from 'rxjs'
import { type AudioData, prepareImpulseResponse } from 'tapline/audio'
import { openAudioFile, readAudioFile, WavWriter } from 'tapline/node'
import { convolveMatrix, fromReadable } from 'tapline/rx'

const singer = fileURLToPath(new URL('data/lena.flac', import.meta.url))
const [recordingPath = singer] = process.argv.slice(2)
const responsePath = process.argv.at(3)

const recording = await openAudioFile(recordingPath)
const { sampleRate } = recording
const response = prepareImpulseResponse(
  responsePath === undefined ? cathedral(sampleRate) : await readAudioFile(responsePath),
  { sampleRate, resample: true, leadingSilence: 'remove', normalize: 'webaudio' },
)
const kernels = response.kernels(recording.channels) // kernels[input][output]

mkdirSync('out', { recursive: true })
const wet = await WavWriter.open('out/hall.wav', { sampleRate, channels: kernels[0].length, format: 'f32le' })
const since = performance.now()
await lastValueFrom(
  fromReadable(recording.chunks, { ready: () => wet.ready }).pipe(
    convolveMatrix(kernels),
    concatMap((chunk) => wet.write(chunk)),
  ),
)
const { frames, peak } = await wet.close()
const seconds = frames / sampleRate
const speed = (1000 * seconds) / (performance.now() - since)
console.log(
  `out/hall.wav: ${seconds.toFixed(2)} s, peak ${peak.toFixed(2)}, ${speed.toFixed(0)} times real time`,
)

/** The direct sound, and noise that decays by 60 dB in 3 s, faster at high frequencies, with different noise for each ear. */
function cathedral(sampleRate: number): AudioData {
  let state = 1
  const random = (): number => (state = (48_271 * state) % 0x7fffffff) / 0x7fffffff - 0.5
  const ear = (): Float32Array => {
    let smooth = 0
    return Float32Array.from({ length: 3 * sampleRate }, (_, n) => {
      const time = n / sampleRate
      smooth += (random() - smooth) * Math.exp(-1 - time) // a low-pass filter that closes
      return n === 0 ? 1 : 0.1 * smooth * 10 ** -time * Math.min(time / 0.05, 1)
    })
  }
  return { sampleRate, channels: [ear(), ear()] }
}
