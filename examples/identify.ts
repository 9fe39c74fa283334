// Identify an unknown system: learn its impulse response of 2,048 taps from its input and its output.
//
//   npm run example -- identify
//
// White noise goes through the system, and its output is measured with an error 40 dB below it. Four times a second, the example prints
// how far the learned taps are from the true ones. At the end, a convolver with the learned taps does what the system does. For pictures
// of the taps and of the distance:
//
//   npx tapline plot out/taps.csv -o out/taps.svg
//   npx tapline plot out/distances-of-taps.csv -o out/distances-of-taps.svg
import { mkdirSync, writeFileSync } from 'node:fs'
import { AdaptiveConvolver, Convolver } from 'tapline'

const RATE = 48_000
const TAP_COUNT = 2048
const STEP = RATE / 4

let state = 1 // of Lehmer's generator
const noise = () => Math.sqrt(12) * ((state = (48_271 * state) % 0x7fffffff) / 0x7fffffff - 0.5)
// Three resonances, after a delay of 2 ms.
const response = Float64Array.from({ length: TAP_COUNT }, (_, k) => {
  const ring = (hz: number, decay: number): number =>
    k < 96 ? 0 : Math.sin((2 * Math.PI * hz * (k - 96)) / RATE) * Math.exp(-(k - 96) / decay)
  return 0.06 * (ring(900, 300) + ring(2700, 150) - ring(6100, 80))
})

const system = new Convolver(response)
const learner = new AdaptiveConvolver({ length: TAP_COUNT, precision: 'float64' })
const misalignments: number[] = []
for (let i = 1; i <= 12; i++) {
  const reference = Float64Array.from({ length: STEP }, noise)
  const output = system.process(reference)
  const error = 0.01 * Math.sqrt(powerIn(output))
  learner.process({ reference, desired: output.map((sample) => sample + error * noise()) })
  const db = distanceDb(learner.kernel)
  misalignments.push(db)
  console.log(`${(i / 4).toFixed(2)} s: the taps are within ${db.toFixed(1)} dB`)
}

const copy = new Convolver(learner.kernel)
const test = Float64Array.from({ length: RATE }, noise)
system.reset()
const [truth, likeness] = [system.process(test), copy.process(test)]
const differences = truth.map((sample, n) => sample - likeness[n])
const db = 10 * Math.log10(powerIn(differences) / powerIn(truth))
console.log(`a convolver with them does what the system does, within ${db.toFixed(1)} dB`)

mkdirSync('out', { recursive: true })
writeFileSync('out/taps.csv', `learned taps\n${learner.kernel.subarray(0, 700).join('\n')}\n`)
writeFileSync('out/distances-of-taps.csv', `distance in dB\n${misalignments.join('\n')}\n`)

/** The energy of the errors of the taps, relative to that of the taps. */
function distanceDb(taps: ArrayLike<number>): number {
  return 10 * Math.log10(powerIn(response.map((tap, k) => tap - taps[k])) / powerIn(response))
}

function powerIn(signal: ArrayLike<number>): number {
  return Array.from(signal).reduce((sum, sample) => sum + sample ** 2, 0) / signal.length
}
