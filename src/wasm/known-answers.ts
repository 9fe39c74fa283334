import type { Precision, Samples } from '../samples.js'
import type { Instance } from './instance.js'

const TAPS = [3, -1, 0.5, 2, -2, 1, 0.25]
const COUNT = 64

/**
 * Whether an instance computes correctly: a direct convolution of small numbers, whose sums are exact, and a sum of spectra.
 * Takes well under a millisecond.
 */
export function passesKnownAnswers(instance: Instance): boolean {
  return (['float32', 'float64'] as const).every((precision) => passes(instance, precision))
}

function passes(instance: Instance, precision: Precision): boolean {
  const bytes = precision === 'float32' ? 4 : 8
  const functions = instance[precision]
  const address = instance.allocate(bytes * 8 * COUNT)
  const samples: Samples =
    precision === 'float32'
      ? new Float32Array(instance.memory.buffer, address, 8 * COUNT)
      : new Float64Array(instance.memory.buffer, address, 8 * COUNT)
  samples.fill(0)
  const at = (part: number): number => address + part * COUNT * bytes

  // Part 0 is the past, 1 the signal, 2 the taps, 3 zeros, 4 the result.
  for (let i = 0; i < COUNT; i++) samples[COUNT + i] = ((i * 7) % 11) - 5
  samples.set(TAPS, 2 * COUNT)
  functions.fir(at(4), at(3), at(1), at(2), TAPS.length, COUNT)
  const firIsRight = samples
    .subarray(4 * COUNT, 5 * COUNT)
    .every((value, i) => value === directSum(samples, i))

  // As spectra of 32 points, with alternating vectors of real and imaginary parts: signal·taps, point by point.
  functions.multiply(at(4), at(1), at(2), COUNT * bytes)
  const productIsRight = samples.subarray(4 * COUNT, 5 * COUNT).every((value, i) => {
    return value === product(samples, i, 16 / bytes)
  })
  const kindsAreRight =
    functions.ingest(at(3), at(3), COUNT) === 0 && functions.ingest(at(1), at(1), COUNT) === 1
  instance.free(address)
  return firIsRight && productIsRight && kindsAreRight
}

function directSum(samples: Samples, i: number): number {
  return TAPS.reduce((sum, tap, k) => sum + tap * samples[COUNT + i - k], 0)
}

function product(samples: Samples, i: number, lanes: number): number {
  const isReal = Math.floor(i / lanes) % 2 === 0
  const re = COUNT + (isReal ? i : i - lanes)
  const im = re + lanes
  return isReal
    ? samples[re] * samples[re + COUNT] - samples[im] * samples[im + COUNT]
    : samples[re] * samples[im + COUNT] + samples[im] * samples[re + COUNT]
}
