import { EPSILON, type Precision, type Samples } from '../samples.js'
import type { Instance } from './instance.js'
import { twiddles } from './twiddles.js'

const TAPS = [3, -1, 0.5, 2, -2, 1, 0.25]
const COUNT = 64
/** The number of samples that all tests need, in multiples of COUNT. */
const PARTS = 10

/** Their transforms begin with a level of radix 2 and of radix 4. */
const TRANSFORM_SIZES = [32, 64]
/** The allowed error of a convolution by transforms, in units of ε: about 20 times the actual one. */
const TRANSFORM_ERROR = 2 ** 10

/** Memory of an instance for tests. */
interface Bench {
  readonly functions: Instance[Precision]
  readonly samples: Samples
  /** The address of part `index` of the samples. */
  readonly at: (index: number) => number
}

/**
 * Whether an instance computes correctly: a direct convolution of small numbers, whose sums are exact, a sum of spectra, and
 * convolutions by transforms. Takes a millisecond or two, in which the host compiles the functions.
 */
export function passesKnownAnswers(instance: Instance): boolean {
  return (['float32', 'float64'] as const).every((precision) => passes(instance, precision))
}

function passes(instance: Instance, precision: Precision): boolean {
  const bytes = precision === 'float32' ? 4 : 8
  const address = instance.allocate(bytes * PARTS * COUNT) >>> 0
  const samples: Samples =
    precision === 'float32'
      ? new Float32Array(instance.memory.buffer, address, PARTS * COUNT)
      : new Float64Array(instance.memory.buffer, address, PARTS * COUNT)
  const at = (index: number): number => address + index * COUNT * bytes
  const bench = { functions: instance[precision], samples, at }
  // Part 0 is the past, 1 the signal, 2 the taps, 3 zeros; results are from part 4 on.
  samples.fill(0)
  for (let i = 0; i < COUNT; i++) samples[COUNT + i] = ((i * 7) % 11) - 5
  samples.set(TAPS, 2 * COUNT)
  const isRight =
    sumsAreRight(bench) &&
    productsAreRight(bench, bytes) &&
    kindsAreRight(bench) &&
    TRANSFORM_SIZES.every((size) => transformsAreRight(bench, size, precision))
  instance.free(address)
  return isRight
}

function sumsAreRight({ functions, samples, at }: Bench): boolean {
  functions.fir(at(4), at(3), at(1), at(2), TAPS.length, COUNT)
  const sums = directSums(samples, COUNT)
  return samples.subarray(4 * COUNT, 5 * COUNT).every((value, i) => value === sums[i])
}

/** As spectra of 32 points, with alternating vectors of real and imaginary parts: signal·taps, point by point. */
function productsAreRight({ functions, samples, at }: Bench, bytes: number): boolean {
  functions.multiply(at(4), at(1), at(2), COUNT * bytes)
  return samples.subarray(4 * COUNT, 5 * COUNT).every((value, i) => value === product(samples, i, 16 / bytes))
}

function kindsAreRight({ functions, at }: Bench): boolean {
  return functions.ingest(at(3), at(3), COUNT) === 0 && functions.ingest(at(1), at(1), COUNT) === 1
}

/** Convolves the first `size` samples of the signal with the taps. Parts 4 and 6 are spectra, 8 the twiddles. */
function transformsAreRight({ functions, samples, at }: Bench, size: number, precision: Precision): boolean {
  const bytes = samples.BYTES_PER_ELEMENT
  samples.set(twiddles(size, precision), 8 * COUNT)
  functions.forward(at(4), at(1), size, at(8))
  functions.forward(at(6), at(2), size, at(8))
  functions.multiply(at(6), at(4), at(6), 2 * size * bytes)
  functions.inverse(at(4), at(6), size, at(8))
  const sums = directSums(samples, size)
  const tolerance = TRANSFORM_ERROR * EPSILON[precision]
  return samples
    .subarray(4 * COUNT, 4 * COUNT + 2 * size)
    .every((value, i) => Math.abs(value / size - sums[i]) <= tolerance)
}

/**
 * The convolution of the taps with the first `length` samples of the signal. A plain loop, since a program waits for it before it
 * has ever run.
 */
function directSums(samples: Samples, length: number): Float64Array {
  const sums = new Float64Array(2 * COUNT)
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < TAPS.length; k++) sums[i + k] += TAPS[k] * samples[COUNT + i]
  }
  return sums
}

function product(samples: Samples, i: number, lanes: number): number {
  const isReal = Math.floor(i / lanes) % 2 === 0
  const re = COUNT + (isReal ? i : i - lanes)
  const im = re + lanes
  return isReal
    ? samples[re] * samples[re + COUNT] - samples[im] * samples[im + COUNT]
    : samples[re] * samples[im + COUNT] + samples[im] * samples[re + COUNT]
}
