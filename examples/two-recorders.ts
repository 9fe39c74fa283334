// Follow the delay between two recordings of one voice, made by devices whose clocks are 145 ppm apart.
//
//   npm run example -- two-recorders
//
// The second device began 20 ms earlier, so everything is 20 ms later in its recording, and it counts 145 more samples per million.
// Both come as they would live, in chunks of different lengths. Delay and drift are reported once a second.
//
//   npx tapline plot out/delays.csv -o out/delays.svg
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { interval, map, type Observable, take } from 'rxjs'
import { Convolver, designFir, Resampler } from 'tapline'
import { readAudioFile } from 'tapline/node'
import { trackDelay } from 'tapline/rx'

// The data: the first device has the original recording. The second one has it later, faster, duller, and with noise.
const { channels, sampleRate } = await readAudioFile(
  fileURLToPath(new URL('data/lena.flac', import.meta.url)),
)
const first = Float32Array.from(channels[0])
const later = Math.round(0.02 * sampleRate)
const clock = new Resampler({ fromRate: sampleRate, toRate: sampleRate * (1 + 145e-6) })
const faster = Float32Array.from([...new Float32Array(later), ...clock.process(first), ...clock.flush()])
const dull = new Convolver(designFir({ type: 'lowpass', cutoffHz: 6000, sampleRate, length: 31 }))
const second = dull.process(faster).map((sample, n) => sample + 0.002 * Math.sin(n * n))

const delays: number[] = []
live(first, 4096)
  .pipe(
    trackDelay(live(second, 3000), {
      window: 16_384,
      hop: sampleRate / 10,
      maxLag: 2000,
      maxAhead: 2 * first.length,
    }),
  )
  .subscribe({
    next: ({ index, delay, confidence, driftPpm }) => {
      const [at, ms] = [index / sampleRate, (1000 * delay) / sampleRate]
      delays.push(ms)
      if (!Number.isInteger(at)) return
      console.log(
        `${at} s: ${ms.toFixed(2)} ms later, confidence ${confidence.toFixed(2)}, drift ${driftPpm.toFixed(0)} ppm`,
      )
    },
    complete: () => {
      mkdirSync('out', { recursive: true })
      // Now and then a period of the voice is taken for the delay: the median of five passes over it.
      const medians = delays.map((_, i) => delays.slice(Math.max(i - 2, 0), i + 3).sort((a, b) => a - b)[2])
      writeFileSync('out/delays.csv', `delay in ms every 0.1 s\n${medians.join('\n')}\n`)
    },
  })

/** Yields a signal in chunks. */
function live(signal: ArrayLike<number>, length: number): Observable<Float32Array> {
  const samples = Float32Array.from(signal)
  return interval(0).pipe(
    take(Math.ceil(samples.length / length)),
    map((i) => samples.slice(i * length, (i + 1) * length)),
  )
}
