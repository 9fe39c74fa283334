import { readChunk, requireBoolean, requireObject } from '../require.js'
import {
  type OwnUint8Array,
  type Precision,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../samples.js'
import type { Resumable } from '../stream/resumable.js'
import { decodeSnapshot } from '../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../stream/snapshot/encode-snapshot.js'
import { MOST_SAMPLES } from '../stream/snapshot/most-samples.js'
import { resumed } from '../stream/snapshot/resumed.js'
import type { Settings } from '../stream/snapshot/settings.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import { StreamPair } from '../stream/stream-pair.js'
import { requireLive } from '../wasm/heap.js'
import { simd } from '../wasm/module.js'
import {
  type AdaptiveConvolverOptions,
  type AdaptiveMethod,
  type AdaptiveSettings,
  readAdaptiveOptions,
} from './adaptive-options.js'
import { BlockFilter } from './block-filter.js'
import type { LearningFilter } from './learning-filter.js'
import { NlmsFilter } from './nlms-filter.js'

/** What has come of two signals since the last call: chunks of any lengths, or single samples. One that is left out has none. */
export interface AdaptiveInput {
  /** What goes through the unknown system, x. */
  readonly reference?: SignalLike | number
  /** What comes out of it, with whatever is added to it, d. */
  readonly desired?: SignalLike | number
}

/** What an `AdaptiveConvolver` returns: one sample of each for each sample that has come of both signals. */
export interface AdaptiveOutput {
  /** The reference, convolved with the kernel learned so far. */
  readonly output: Samples
  /** What is desired, less the output. */
  readonly error: Samples
}

/**
 * Learns a kernel while two signals go by: the kernel that makes the desired one of the reference.
 *
 * output[n] = Σₖ kernel[k]·reference[n − k] and error[n] = desired[n] − output[n]. The kernel begins with zeros and is changed so that
 * the error becomes small. What the reference has nothing to do with stays in the error: the voice at the near end of a line from which
 * the echo is cancelled, or a heartbeat without the hum of the mains. Outputs come at once, without latency.
 *
 * Method 'nlms' takes a step for each sample: kernel[k] += step·error[n]·x[n − k]/(p + p̂/100), where p = Σₖ x[n − k]² and p̂ is
 * the greatest p so far, which fades to 1/e in 64·L samples. It suits short kernels and wide-band references.
 *
 * Method 'frequency' takes its steps at the ends of blocks of N samples: N is a power of two, at most L/8 (at least 16, at most 2048).
 * The kernel is cut into P segments of N taps, whose spectra Wₚ are corrected by Wₚ += C{vₚ·X̅ₚ·E/S}. Xₚ is the spectrum of the
 * two blocks that end p blocks ago, E that of the error, and C leaves N taps of 2N (the constraint). vₚ is the variance of the weights:
 * how uncertain each is. S = ½·Σₚ|Xₚ|²·vₚ + max(|E|², Ψ), and Ψ = 0.8·Ψ + 0.2·|E|². So each frequency has its own step size; and a loud
 * error for which the weights are not to blame, as they are certain by now, makes steps small: a second voice does no harm (double
 * talk). Then vₚ *= 1 − ½·vₚ·|Xₚ|²/S. Before each block, vₚ grows by a fraction of ‖wₚ‖², as the kernel may have changed: in 256 kernel
 * lengths as much as it is, or in 2 where the last steps have lessened the error of this block, which tells a change from a second
 * voice. After each block, three of the last 4·P blocks are learned from again, with 4·|E|² in place of the maximum: that makes speech,
 * in which some frequencies are rare, teach several times as fast. At first Σₚ vₚ = gain², and vₚ falls by 1 + 2.5/P from
 * segment to segment.
 *
 * Steps are taken at places that count from the start of the stream: results do not depend on the chunks. The streams need not come
 * in step: `process` takes any number of samples of each. Samples of the stream that is ahead are held, up to `maxAhead`. Beyond that
 * `process` throws or, with `overflow: 'gap'`, the missing samples of the other count as NaN.
 *
 * A value that is not finite makes NaN of just the outputs and errors that read it: of the L outputs and errors after one in the
 * reference, of one error for one in the desired signal. It never reaches the kernel: no step is taken for such an error, or for a block
 * that has one. Nor is one taken whose results could not be computed with (signals beyond some 10¹⁵ in float32): the kernel stays as
 * it is, and `refusals` counts these.
 *
 * Cost: for 'nlms' some 4·L operations a sample; for 'frequency' N multiplications, and 8·P transforms of N in each block. Memory:
 * some 25·L numbers. Allocates nothing in steady state but the results, and what is held.
 *
 * References: B. Widrow, M. E. Hoff, Adaptive switching circuits, IRE WESCON (1960), and J. Nagumo, A. Noda, A learning method
 * for system identification, IEEE Trans. Autom. Control 12 (1967), for NLMS. J.-S. Soo, K. K. Pang, Multidelay block frequency domain
 * adaptive filter, IEEE Trans. Acoust. Speech Signal Process. 38 (1990), for the segments; G. Enzner, P. Vary, Frequency-domain
 * adaptive Kalman filter for acoustic echo control in hands-free telephones, Signal Process. 86 (2006), for the steps.
 *
 * @example
 * const x = Float64Array.from({ length: 4000 }, (_, n) => Math.sin(n * n))
 * const adaptive = new AdaptiveConvolver({ length: 3, precision: 'float64' })
 * adaptive.process({ reference: x, desired: convolve(x, [1, 0.5, -0.25]).subarray(0, 4000) })
 * adaptive.kernel.map((tap) => Math.round(1e6 * tap) / 1e6) // Float64Array [1, 0.5, -0.25]
 * @see Convolver, which takes the kernel; estimateDelay, for a kernel of one tap
 */
export class AdaptiveConvolver implements Resumable<AdaptiveInput, AdaptiveOutput> {
  /** The number of taps. */
  readonly length: number
  readonly method: AdaptiveMethod
  readonly precision: Precision
  /** Outputs come at once. */
  readonly latency = 0
  readonly #settings: AdaptiveSettings
  readonly #pair: StreamPair
  readonly #filter: LearningFilter
  #isLearning = true
  #isDisposed = false

  /**
   * @param options The number of taps, the method and its step or gain, the precision, and what happens when one signal stalls.
   * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the length is not a whole number from 1 to 2²⁰, if
   *   the step is not more than 0 and less than 2, if the gain is not from 10⁻⁶ to 10⁶, if one is given that the other method takes, if
   *   `maxAhead` is not a whole number, if another option has an unknown value, or if there is no memory.
   */
  constructor(options: AdaptiveConvolverOptions) {
    const settings = readAdaptiveOptions(options)
    const { length, method, step, gain, precision } = settings
    this.length = length
    this.method = method
    this.precision = precision
    this.#settings = settings
    this.#pair = new StreamPair(['reference', 'desired'], settings, precision, 0)
    this.#filter =
      method === 'nlms' ? new NlmsFilter(length, step, precision) : new BlockFilter(length, gain, precision)
  }

  /**
   * Makes one that continues where another one was when the snapshot was taken.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if the last argument is not bytes. RangeError if they are not a
   *   snapshot, are damaged, or were taken with other options or another binary.
   */
  static restore(options: AdaptiveConvolverOptions, bytes: Uint8Array): AdaptiveConvolver {
    return resumed(new AdaptiveConvolver(options), (restored) => {
      decodeSnapshot(bytes, 'AdaptiveConvolver', restored.#sameSettings, (reader) => {
        restored.#load(reader)
      })
    })
  }

  /** The kernel learned so far: a copy, to look at or to give to a `Convolver`. Read it before `flush`, which forgets it. */
  get kernel(): Samples {
    requireLive(this.#isDisposed)
    return this.#filter.kernel
  }

  /** How many steps were left out, as their results could not be computed with. The kernel stayed as it was. */
  get refusals(): number {
    return this.#filter.refusals
  }

  /** Whether it learns. */
  get isLearning(): boolean {
    return this.#isLearning
  }

  /**
   * Stops learning, or goes on with it, from the next sample on: as long as it is off, the kernel stays as it is. Of a block in which
   * it was off nothing is learned.
   *
   * @throws TypeError if it is not a boolean.
   */
  setLearning(isLearning: boolean): void {
    requireLive(this.#isDisposed)
    requireBoolean(isLearning, 'isLearning')
    this.#isLearning = isLearning
  }

  /**
   * Takes what came of the two signals. Returns outputs and errors for all samples that have come of both.
   *
   * @throws TypeError unless it is an object whose `reference` and `desired` are numbers or arrays of numbers. RangeError if one signal
   *   is more than `maxAhead` samples ahead, and `overflow` is 'error'. Nothing is taken then.
   */
  process(input: AdaptiveInput): AdaptiveOutput {
    requireLive(this.#isDisposed)
    const { reference, desired } = readInput(input)
    const pair = this.#pair
    const count = pair.endAfter(reference, desired) - pair.end
    const output = zeros(count, this.precision)
    const error = zeros(count, this.precision)
    let [done, at] = [pair.end, 0]
    pair.take(reference, desired, PIECE_LENGTH, () => {
      const ready = pair.end - done
      const [x, d] = [pair.first.front(ready), pair.second.front(ready)]
      this.#filter.process(x, d, output.subarray(at), error.subarray(at), this.#isLearning)
      done += ready
      at += ready
      pair.forgetUntil(done)
    })
    return { output, error }
  }

  /** Returns nothing: what one signal is ahead by has no partner. Then forgets all, the kernel as well. */
  flush(): AdaptiveOutput {
    this.reset()
    return { output: zeros(0, this.precision), error: zeros(0, this.precision) }
  }

  /**
   * Returns the state as bytes, for `restore`: the kernel, how certain it is, and the samples that steps to come will learn from. For
   * 'frequency' these are some 13·L numbers.
   */
  snapshot(): OwnUint8Array {
    requireLive(this.#isDisposed)
    return encodeSnapshot('AdaptiveConvolver', this.#sameSettings, (writer) => {
      this.#save(writer)
    })
  }

  /** Forgets the signals and the kernel, and learns anew. */
  reset(): void {
    requireLive(this.#isDisposed)
    this.#pair.reset()
    this.#filter.reset()
    this.#isLearning = true
  }

  /** Gives the memory back. To use it afterwards is an error. */
  dispose(): void {
    this.#isDisposed = true
    this.#filter.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #sameSettings(): Settings {
    return { ...this.#settings, simd: simd() }
  }

  #save(writer: SnapshotWriter): void {
    writer.number(this.#pair.end)
    this.#pair.save(writer)
    writer.flag(this.#isLearning)
    this.#filter.save(writer)
  }

  #load(reader: SnapshotReader): void {
    const written = reader.count(0, MOST_SAMPLES)
    this.#pair.load(reader, written, written, written)
    this.#isLearning = reader.flag()
    this.#filter.load(reader, written)
  }
}

/** The two chunks. Throws unless they are in an object `{ reference, desired }`, which may lack one. */
function readInput(input: AdaptiveInput): { readonly reference: TypedSignal; readonly desired: TypedSignal } {
  requireObject(input, 'input', '{ reference, desired }')
  const { reference, desired } = input
  if (reference === undefined && desired === undefined) {
    throw new TypeError('input must have reference or desired, got neither')
  }
  return { reference: readOptional(reference, 'reference'), desired: readOptional(desired, 'desired') }
}

/** Long chunks are taken piece by piece, to need little memory. */
const PIECE_LENGTH = 4096

const NOTHING = /* @__PURE__ */ new Float64Array(0)

function readOptional(chunk: SignalLike | number | undefined, name: string): TypedSignal {
  return chunk === undefined ? NOTHING : readChunk(chunk, name)
}
