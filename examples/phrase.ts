// Find a phrase again in a live stream, under noise as loud as the voice.
//
//   npm run example -- phrase [SPEED]
//
// The recording is sung twice, with noise at 0 dB; the phrase is one second of the clean recording. Chunks come as they
// would live, SPEED times as fast (default 8), and every match is printed as soon as it is certain. For a picture of the scores:
//
//   npx tapline plot out/heard.wav out/phrase.wav -o out/phrase.svg
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { concatMap, delay, of, range } from 'rxjs'
import { readAudioFile, WavWriter } from 'tapline/node'
import { detect } from 'tapline/rx'

const CHUNK_LENGTH = 4096
const speed = Number(process.argv[2] ?? 8)

const path = fileURLToPath(new URL('data/lena.flac', import.meta.url))
const { channels, sampleRate } = await readAudioFile(path)
const voice = Float64Array.from(channels[0])
const phrase = voice.slice(3 * sampleRate, 4 * sampleRate)
const level = Math.sqrt(voice.reduce((sum, sample) => sum + sample ** 2, 0) / voice.length)
let state = 1 // of Lehmer's generator; times √12, its noise is as loud as the voice
const noise = () => level * Math.sqrt(12) * ((state = (48_271 * state) % 0x7fffffff) / 0x7fffffff - 0.5)
const heard = Float64Array.from({ length: 2 * voice.length }, (_, i) => voice[i % voice.length] + noise())

mkdirSync('out', { recursive: true })
await writeWav('out/heard.wav', heard)
await writeWav('out/phrase.wav', phrase)

const microphone = range(0, Math.ceil(heard.length / CHUNK_LENGTH)).pipe(
  concatMap((i) =>
    of(heard.subarray(i * CHUNK_LENGTH, (i + 1) * CHUNK_LENGTH)).pipe(
      delay((1000 * CHUNK_LENGTH) / sampleRate / speed),
    ),
  ),
)
microphone.pipe(detect({ phrase }, { threshold: 0.4 })).subscribe(({ index, score }) => {
  console.log(`the phrase begins at ${(index / sampleRate).toFixed(3)} s, score ${score.toFixed(2)}`)
})

async function writeWav(path: string, samples: Float64Array): Promise<void> {
  const writer = await WavWriter.open(path, { sampleRate, channels: 1, format: 'f32le' })
  await writer.write([samples])
  await writer.close()
}
