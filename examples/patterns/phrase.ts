// Find a phrase again in a live stream, under noise as loud as the voice.
//
//   npm run example -- phrase [SPEED]
//
// The recording is sung twice, with noise at 0 dB; a second was cut out of the clean one beforehand. Chunks come as they
// would live, SPEED times as fast (default 8), and every match is told as soon as it is certain.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { concatMap, delay, from, lastValueFrom, of, tap, toArray } from 'rxjs'
import { matchProfile } from 'tapline'
import { readAudioFile } from 'tapline/node'
import { detect } from 'tapline/rx'
import { drawChart } from './chart.js'

const CHUNK_LENGTH = 4096
const speed = Number(process.argv[2] ?? 8)

const path = fileURLToPath(new URL('../data/lena.flac', import.meta.url))
const { channels, sampleRate } = await readAudioFile(path)
const voice = Float64Array.from(channels[0])
const phrase = voice.slice(3 * sampleRate, 4 * sampleRate)
const level = Math.sqrt(voice.reduce((sum, sample) => sum + sample ** 2, 0) / voice.length)
let state = 1 // of Lehmer's generator; times √12, its noise is as loud as the voice
const noise = () => level * Math.sqrt(12) * ((state = (48_271 * state) % 0x7fffffff) / 0x7fffffff - 0.5)
const heard = Float64Array.from({ length: 2 * voice.length }, (_, i) => voice[i % voice.length] + noise())

const chunkCount = Math.ceil(heard.length / CHUNK_LENGTH)
const microphone = from({ length: chunkCount }).pipe(
  concatMap((_, i) => of(heard.slice(i * CHUNK_LENGTH, (i + 1) * CHUNK_LENGTH))),
  concatMap((chunk) => of(chunk).pipe(delay((1000 * CHUNK_LENGTH) / sampleRate / speed))),
)
const matches = await lastValueFrom(
  microphone.pipe(
    detect({ phrase }, { threshold: 0.4 }),
    tap(({ index, score }) => {
      console.log(`the phrase begins at ${(index / sampleRate).toFixed(3)} s, score ${score.toFixed(2)}`)
    }),
    toArray(),
  ),
)

const STEP = 256
const greatest = (values: Float64Array) => (_: unknown, i: number) =>
  values.subarray(i * STEP, (i + 1) * STEP).reduce((a, b) => Math.max(a, Math.abs(b)), 0)
const profile = Float64Array.from(matchProfile(heard, phrase))
const at = (i: number): number => (i * STEP) / sampleRate
const envelope = Array.from({ length: Math.floor(heard.length / STEP) }, greatest(heard))
const scores = Array.from({ length: Math.floor(profile.length / STEP) }, greatest(profile))
const marks = matches.map(({ index, score }) => ({
  index: Math.floor(index / STEP),
  label: score.toFixed(2),
}))
const spans = marks.map(({ index }) => [index, index + phrase.length / STEP] as const)
mkdirSync('out', { recursive: true })
const panels = [
  { title: 'What is heard: shaded, where the phrase was found', values: envelope, at, spans },
  { title: 'Normalised cross-correlation with the phrase', values: scores, at, marks, xTitle: 'seconds' },
]
await drawChart('out/phrase.svg', 'A phrase found again under noise of 0 dB', panels, { share: true })
