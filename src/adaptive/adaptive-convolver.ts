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

/** The new samples of two signals: chunks of any lengths, or single numbers. Leave out a signal that has no new samples. */
export interface AdaptiveInput {
  /** The input of the unknown system, x. */
  readonly reference?: SignalLike | number
  /** The output of the unknown system, with whatever was added to it, d. */
  readonly desired?: SignalLike | number
}

/** What an `AdaptiveConvolver` returns: one sample of each for every sample that has come of both signals. */
export interface AdaptiveOutput {
  /** The reference, convolved with the kernel learned so far. */
  readonly output: Samples
  /** The desired signal minus the output. */
  readonly error: Samples
}

/**
 * Learns a kernel from two signals while they arrive: the kernel that turns the reference into the desired signal.
 *
 * output[n] = Σₖ kernel[k]·reference[n − k] and error[n] = desired[n] − output[n]. The kernel begins with zeros and is changed so
 * that the error becomes small. Whatever in the desired signal is unrelated to the reference stays in the error: the voice at the
 * near end of a line whose echo is cancelled, or a heartbeat without the hum of the mains. Outputs come without latency.
 *
 * Method 'nlms' takes a step for each sample: kernel[k] += step·error[n]·x[n − k]/(p + p̂/100). Here p = Σₖ x[n − k]², and p̂ is
 * the greatest p so far, which decays to 1/e in 64·L samples. It suits short kernels and wide-band references.
 *
 * Method 'frequency' takes its steps at the ends of blocks of N samples. N is the greatest power of two up to L/8, but at least
 * 16 and at most 2048. The kernel is cut into P segments of N taps, whose spectra Wₚ are corrected by Wₚ += C{vₚ·X̅ₚ·E/S}. Xₚ is
 * the spectrum of the two blocks that end p blocks ago, and E that of the error. C, the constraint, keeps N taps of 2N. vₚ is the
 * variance of the weights: how uncertain each one is. S = ½·Σₚ|Xₚ|²·vₚ + max(|E|², Ψ), and Ψ = 0.8·Ψ + 0.2·|E|². After the step,
 * vₚ *= 1 − ½·vₚ·|Xₚ|²/S.
 *
 * So each frequency has a step size of its own. When the weights are certain and the error is loud all the same, steps are small:
 * a second voice does no harm (double talk). Before the step, three of the 4·P blocks before are learned from again, with 4·|E|²
 * in place of the maximum. So speech, in which some frequencies are rare, is learned from several times as fast. At first
 * Σₚ vₚ = gain², and vₚ falls by the factor 1 + 2.5/P from segment to segment.
 *
 * The kernel may change. So vₚ grows, by ‖wₚ‖² in 4,096 kernel lengths. If the last step has reduced the error of the block after
 * it by more than chance explains, then vₚ becomes at least 2·r·‖wₚ‖², where r is the energy of the error over that of the desired
 * signal. This distinguishes a changed kernel from a second voice, whose error no step reduces. A block whose error has grown to
 * four times what it was is not learned from again. If the error would be smaller without any kernel, by more than chance explains,
 * the kernel is forgotten, and learning begins again.
 *
 * Steps are taken at fixed places, counted from the start of the stream, so results do not depend on the chunks. The signals need
 * not come in step: `process` takes any number of samples of each, and holds those of the signal that is ahead, up to `maxAhead`.
 * Beyond that, `process` throws or, with `overflow: 'gap'`, the missing samples of the other signal count as NaN.
 *
 * A non-finite value in the reference makes NaN of the L outputs and errors that read it; one in the desired signal makes NaN of
 * one error. It never reaches the kernel: no step is taken for such an error, or for a block that contains one. A step whose
 * results would overflow (signals beyond some 10¹⁵ in float32) is left out as well: the kernel stays as it is, and `refusals`
 * counts such steps.
 *
 * Cost: some 4·L operations per sample for 'nlms'; for 'frequency', N multiplications per sample, and 8·P transforms of N per
 * block. Memory: some 28·L numbers. In steady state, allocates only the results, and what is held.
 *
 * References: B. Widrow, M. E. Hoff, Adaptive switching circuits, IRE WESCON (1960), and J. Nagumo, A. Noda, A learning method
 * for system identification, IEEE Trans. Autom. Control 12 (1967), for NLMS. J.-S. Soo, K. K. Pang, Multidelay block frequency
 * domain adaptive filter, IEEE Trans. Acoust. Speech Signal Process. 38 (1990), for the segments; G. Enzner, P. Vary,
 * Frequency-domain adaptive Kalman filter for acoustic echo control in hands-free telephones, Signal Process. 86 (2006), for the
 * steps. J.-M. Valin, On adjusting the learning rate in frequency domain echo cancellation with double-talk, IEEE Trans. Audio
 * Speech Lang. Process. 15 (2007), and his Speex, for what chance explains.
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
  /** 0: outputs come at once. */
  readonly latency = 0
  readonly #settings: AdaptiveSettings
  readonly #pair: StreamPair
  readonly #filter: LearningFilter
  #isLearning = true
  #isDisposed = false

  /**
   * @param options The number of taps, the method and its step or gain, the precision, and what happens when one signal stalls.
   * @throws TypeError if an option is of the wrong kind or unknown. RangeError if the length is not a whole number from 1 to 2²⁰,
   *   if the step is not more than 0 and less than 2, if the gain is not from 10⁻⁶ to 10⁶, if one is given that the other method
   *   takes, if `maxAhead` is not a whole number, if another option has an unknown value, or if there is no memory.
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
   * Makes an adaptive convolver that continues where another one was when the snapshot was taken.
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

  /** The number of steps that were left out because their results would have overflowed. They did not change the kernel. */
  get refusals(): number {
    return this.#filter.refusals
  }

  /** Whether it learns. */
  get isLearning(): boolean {
    return this.#isLearning
  }

  /**
   * Stops learning, or resumes it, from the next sample on. While it is off, the kernel stays as it is. Nothing is learned from a
   * block during which it was off.
   *
   * @throws TypeError if it is not a boolean.
   */
  setLearning(isLearning: boolean): void {
    requireLive(this.#isDisposed)
    requireBoolean(isLearning, 'isLearning')
    this.#isLearning = isLearning
  }

  /**
   * Takes the new samples of the two signals. Returns outputs and errors for all samples that have come of both.
   *
   * @throws TypeError unless it is an object whose `reference` and `desired` are numbers or arrays of numbers. RangeError if one
   *   signal is more than `maxAhead` samples ahead, and `overflow` is 'error'. Nothing is taken then.
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

  /** Returns no samples: those by which one signal is ahead have no partner. Then forgets everything, including the kernel. */
  flush(): AdaptiveOutput {
    this.reset()
    return { output: zeros(0, this.precision), error: zeros(0, this.precision) }
  }

  /**
   * Returns the state as bytes, for `restore`: the kernel, how certain it is, and the samples that steps to come will learn from.
   * For 'frequency' these are some 13·L numbers.
   */
  snapshot(): OwnUint8Array {
    requireLive(this.#isDisposed)
    return encodeSnapshot('AdaptiveConvolver', this.#sameSettings, (writer) => {
      this.#save(writer)
    })
  }

  /** Forgets the signals and the kernel, and begins to learn again. */
  reset(): void {
    requireLive(this.#isDisposed)
    this.#pair.reset()
    this.#filter.reset()
    this.#isLearning = true
  }

  /** Frees the memory. Calling it twice is harmless; any other call afterwards throws. */
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

/** The two chunks. Throws unless they are in an object `{ reference, desired }`, where one may be missing. */
function readInput(input: AdaptiveInput): { readonly reference: TypedSignal; readonly desired: TypedSignal } {
  requireObject(input, 'input', '{ reference, desired }')
  const { reference, desired } = input
  if (reference === undefined && desired === undefined) {
    throw new TypeError('input must have reference or desired, got neither')
  }
  return { reference: readOptional(reference, 'reference'), desired: readOptional(desired, 'desired') }
}

/** Long chunks are taken piece by piece, so that they need little memory. */
const PIECE_LENGTH = 4096

const NOTHING = /* @__PURE__ */ new Float64Array(0)

function readOptional(chunk: SignalLike | number | undefined, name: string): TypedSignal {
  return chunk === undefined ? NOTHING : readChunk(chunk, name)
}
