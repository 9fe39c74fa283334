// Cancel the echo of a loudspeaker, in a room where it takes 300 ms to die away, while somebody speaks in it.
//
//   npm run example -- echo
//
// A loudspeaker plays the recording, which comes from the far end of the line. The microphone hears its echo in the room, and noise 40 dB
// below the echo. After six seconds somebody speaks for two and a half seconds, as loud as the echo (the recording backwards). Meanwhile
// a kernel of 4,800 taps learns the room. The example prints how much weaker the echo is, second by second. For a picture of it:
//
//   npx tapline plot out/echo.csv -o out/echo.svg
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { interval, lastValueFrom, map, take, toArray } from 'rxjs'
import { convolve, resample } from 'tapline'
import { readAudioFile } from 'tapline/node'
import { adapt } from 'tapline/rx'

const RATE = 16_000
const TAP_COUNT = 0.3 * RATE
const SPOKEN = [6 * RATE, 8.5 * RATE] as const

const path = fileURLToPath(new URL('data/lena.flac', import.meta.url))
const { channels, sampleRate } = await readAudioFile(path)
const far = resample(Float64Array.from(channels[0]), { fromRate: sampleRate, toRate: RATE })
let state = 1 // of Lehmer's generator
const noise = () => Math.sqrt(12) * ((state = (48_271 * state) % 0x7fffffff) / 0x7fffffff - 0.5)
// The sound itself comes after 2.5 ms, then a reverberation that falls by 60 dB in 300 ms.
const fall = (k: number): number => 10 ** (-3 * (k / TAP_COUNT))
const room = Float64Array.from({ length: TAP_COUNT }, (_, k) => (k < 40 ? 0 : 0.036 * noise() * fall(k)))
room[40] = 0.18
const echo = convolve(far, room).subarray(0, far.length)
const level = Math.sqrt(powerIn(echo))
const voice = new Float64Array(far.length)
voice.set(far.slice(2 * RATE, 2 * RATE + SPOKEN[1] - SPOKEN[0]).reverse(), SPOKEN[0])
const gain = level / Math.sqrt(powerIn(voice.subarray(...SPOKEN)))
const heard = echo.map((sample, n) => sample + gain * voice[n] + 0.01 * level * noise())
const live = (signal: Float64Array) =>
  interval(0).pipe(
    take(Math.floor(signal.length / 320)),
    map((i) => signal.slice(i * 320, (i + 1) * 320)),
  )
const chunks = await lastValueFrom(live(far).pipe(adapt(live(heard), { length: TAP_COUNT }), toArray()))
const output = chunks.flatMap((chunk) => [...chunk.output])
const cleaned = chunks.flatMap((chunk) => [...chunk.error])
for (let second = 0; second < 12; second++) {
  console.log(`${second} s: the echo is ${reductionDb(second * RATE, RATE).toFixed(1)} dB weaker`)
}
const spoken = voice.subarray(...SPOKEN).map((sample) => gain * sample)
const keptDb = ratioDb(spoken, (sample, i) => cleaned[SPOKEN[0] + i] - sample)
console.log(`with the echo cancelled, the voice is ${keptDb.toFixed(1)} dB above everything else`)
const reductions = Array.from({ length: 236 }, (_, i) => reductionDb(i * 800, 3200))
mkdirSync('out', { recursive: true })
writeFileSync('out/echo.csv', `by how many dB the echo is weaker\n${reductions.join('\n')}\n`)

/** How much weaker the echo is in a range of samples, in dB. */
function reductionDb(from: number, count: number): number {
  return ratioDb(echo.subarray(from, from + count), (sample, i) => sample - output[from + i])
}

function ratioDb(signal: Float64Array, rest: (sample: number, i: number) => number): number {
  return 10 * Math.log10(powerIn(signal) / powerIn(signal.map(rest)))
}

function powerIn(signal: Float64Array): number {
  return signal.reduce((sum, sample) => sum + sample ** 2, 0) / signal.length
}
