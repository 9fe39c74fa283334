import type { Edges } from '../../convolution/edges.js'
import { finestStep, stepOf } from '../../filter/step.js'
import { type OptionNames, readList, readOptions, readSignal } from '../../require.js'
import {
  type OwnFloat32Array,
  type OwnFloat64Array,
  type OwnUint8Array,
  type Precision,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../../samples.js'
import { requireLive } from '../../wasm/heap.js'
import { simd } from '../../wasm/module.js'
import type { Resumable } from '../resumable.js'
import { decodeSnapshot } from '../snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../snapshot/encode-snapshot.js'
import { resumed } from '../snapshot/resumed.js'
import type { Settings } from '../snapshot/settings.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { type Rates, readResamplerOptions, type ResamplerOptions } from './resampler-options.js'
import { resamplingPlan } from './resampling-plan.js'
import { ResamplingStream } from './resampling-stream.js'

/** What a `Resampler` takes: an array, or with `channelCount` a list of one array per channel. */
export type ResamplerInput<Count extends number | undefined> = Count extends number
  ? readonly SignalLike[]
  : SignalLike

/** What a `Resampler` returns. */
export type ResamplerOutput<P extends Precision, Count extends number | undefined> = Count extends number
  ? OfPrecision<P>[]
  : OfPrecision<P>

type OfPrecision<P extends Precision> = P extends 'float32' ? OwnFloat32Array : OwnFloat64Array

/** Rates may change by one percent: the filter is that of the first rates. */
const GREATEST_CHANGE = 0.01

const RATES: OptionNames<Rates> = { fromRate: true, toRate: true }

/**
 * Converts a stream to another sample rate, chunk by chunk.
 *
 * The results of `process`, followed by that of `flush`, are `resample` of the whole input with the same options:
 * ⌈N·toRate/fromRate⌉ samples, with the same bits however the input is cut into chunks. See `resample` for the formula. Output m is
 * the signal at time m/toRate. The sound is not delayed, but an output can be returned only when the input that it reads has come:
 * `latency` input samples after its own time.
 *
 * | stopbandDb | gain up to 0.91 of the lower Nyquist frequency | aliases and images from that frequency on | latency, in periods of the lower rate |
 * |---|---|---|---|
 * | 80 | 1 ± 10⁻⁴ | −80 dB | 60 |
 * | 100 | 1 ± 10⁻⁵ | −100 dB | 76 |
 * | 120 (default) | 1 ± 10⁻⁶ | −120 dB | 92 |
 *
 * If toRate/fromRate is a whole number, this is an interpolator; if fromRate/toRate is, a decimator with its anti-aliasing filter.
 *
 * Clocks drift, and two devices never have quite the same rate. `setRates` changes the rates in mid-stream, as often as you like,
 * by up to 1 % of the first rates, without a click. From then on, each output lies fromRate/toRate after the previous one, exact to
 * 2⁻⁵³ samples. Where a change begins depends on the number of samples so far, not on the chunking.
 *
 * At equal rates, the outputs are the inputs, delayed by the same latency. A non-finite value makes NaN of exactly the outputs that
 * read it: those less than `latency` input samples away, and on one side just as far.
 *
 * Cost: 120 to 184 multiplications per output and channel, 15 to 60 ns; for ratios of large numbers, such as 44100:48001, and for
 * rates that have been changed, some four times that in float32 and eight times in float64. Memory: taps of at most 1 MB in
 * float32, shared by streams of the same rates, and some 6 KB per channel. Allocates the results.
 *
 * @example
 * const resampler = new Resampler({ fromRate: 44100, toRate: 48000, stopbandDb: 100 })
 * resampler.latency // 76
 * const first = resampler.process(new Float32Array(441)) // Float32Array, as far as it can be known
 * first.length + resampler.flush().length // 480
 * @example
 * const stereo = new Resampler({ fromRate: 48000, toRate: 44100, channelCount: 2 })
 * stereo.setRates({ fromRate: 48007 }) // the sender's clock runs 146 ppm fast
 * const [left, right] = stereo.process([new Float32Array(4800), new Float32Array(4800)])
 * stereo.dispose()
 * @see resample
 */
export class Resampler<
  P extends Precision = 'float32',
  Count extends number | undefined = undefined,
> implements Resumable<ResamplerInput<Count>, ResamplerOutput<P, Count>> {
  readonly stopbandDb: 80 | 100 | 120
  readonly precision: Precision
  readonly edges: Edges
  /** Undefined if a chunk is a single array, of one channel. */
  readonly channelCount: number | undefined
  /** An output is returned when this many input samples after its own time, and one more, have come. */
  readonly latency: number
  readonly #initial: Rates
  #rates: Rates
  readonly #stream: ResamplingStream
  #isDisposed = false

  /**
   * @param options Rates, stopband, edges, precision and the number of channels.
   * @throws TypeError if an option is of the wrong kind or unknown. RangeError if a rate is not above 0 and finite, if one is more
   *   than 1000 times the other, if an option is not one of its values, or if there is no memory.
   */
  constructor(options: ResamplerOptions<P, Count>) {
    const { fromRate, toRate, stopbandDb, edges, precision, channelCount } = readResamplerOptions(options)
    const plan = resamplingPlan(stepOf(fromRate, toRate), stopbandDb, precision)
    this.stopbandDb = stopbandDb
    this.precision = precision
    this.edges = edges
    this.channelCount = channelCount
    this.latency = plan.reach
    this.#initial = { fromRate, toRate }
    this.#rates = this.#initial
    this.#stream = new ResamplingStream(plan, channelCount ?? 1, edges)
  }

  /**
   * Makes a resampler that continues where another one was when the snapshot was taken, bit for bit.
   *
   * @param options The options of the other one.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if `bytes` is not bytes. RangeError if they are not a snapshot, are
   *   damaged, or were taken with other options or with another binary (SIMD), which rounds differently.
   */
  static restore<P extends Precision = 'float32', Count extends number | undefined = undefined>(
    options: ResamplerOptions<P, Count>,
    bytes: Uint8Array,
  ): Resampler<P, Count> {
    return resumed(new Resampler(options), (resampler) => {
      decodeSnapshot(bytes, 'Resampler', resampler.#settings, (reader) => {
        resampler.#load(reader)
      })
    })
  }

  /** The current rate of the input, in Hz. */
  get fromRate(): number {
    return this.#rates.fromRate
  }

  /** The current rate of the results, in Hz. */
  get toRate(): number {
    return this.#rates.toRate
  }

  /**
   * Takes a chunk of any length, and returns the outputs that are then known.
   *
   * @param chunk The samples; with `channelCount`, a list of one array per channel, all of one length. They are not kept.
   * @throws TypeError if it is not an array of numbers. RangeError if the number of channels is wrong or they differ in length.
   *   Nothing has changed then.
   */
  process(chunk: ResamplerInput<Count>): ResamplerOutput<P, Count> {
    this.#requireLive()
    const channels = this.#readChannels(chunk)
    const outs = this.#newOutputs(this.#stream.outputLength(channels[0].length))
    this.#stream.process(channels, outs, 0)
    return this.#resultOf(outs)
  }

  /** Returns the remaining outputs up to the end of the input. Then resets. */
  flush(): ResamplerOutput<P, Count> {
    this.#requireLive()
    const outs = this.#newOutputs(this.#stream.owed)
    this.#stream.flush(outs, 0)
    return this.#resultOf(outs)
  }

  /**
   * Changes the rates from the next input sample on. Outputs that lie before it keep their distances.
   *
   * @param rates `fromRate`, `toRate` or both. Default: the current rates.
   * @throws TypeError if a rate is not a number. RangeError if a rate is not above 0 and finite, or fromRate/toRate differs by more
   *   than 1 % from the first ratio. Nothing has changed then.
   */
  setRates(rates: Partial<Rates>): void {
    this.#requireLive()
    const { fromRate = this.fromRate, toRate = this.toRate } = readOptions<Partial<Rates>>(rates, RATES)
    stepOf(fromRate, toRate)
    const [distance, initial] = [fromRate / toRate, this.#initial.fromRate / this.#initial.toRate]
    if (!(Math.abs(distance / initial - 1) <= GREATEST_CHANGE)) {
      throw new RangeError(
        `fromRate/toRate must be within 1 % of the first, ${this.#initial.fromRate}/${this.#initial.toRate}, ` +
          `got ${fromRate}/${toRate}: make a new Resampler`,
      )
    }
    const isSame = distance === this.fromRate / this.toRate
    this.#rates = { fromRate, toRate }
    if (!isSame) this.#stream.setStep(finestStep(distance))
  }

  /** Returns the state as bytes, for `restore`: the samples that outputs still read, and the position of the next output. */
  snapshot(): OwnUint8Array {
    this.#requireLive()
    return encodeSnapshot('Resampler', this.#settings, (writer) => {
      this.#save(writer)
    })
  }

  /** Forgets the input so far, and keeps the current rates. */
  reset(): void {
    this.#requireLive()
    this.#stream.reset()
  }

  /** Frees the memory. Any later call except `dispose` throws. */
  dispose(): void {
    this.#isDisposed = true
    this.#stream.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #settings(): Settings {
    const { stopbandDb, precision, edges } = this
    const { fromRate, toRate } = this.#initial
    const channelCount = this.channelCount ?? 1
    return { fromRate, toRate, stopbandDb, edges, precision, channelCount, simd: simd() }
  }

  #save(writer: SnapshotWriter): void {
    writer.number(this.fromRate)
    writer.number(this.toRate)
    this.#stream.save(writer)
  }

  #load(reader: SnapshotReader): void {
    const rates = { fromRate: reader.number(), toRate: reader.number() }
    this.setRates(rates)
    this.#stream.load(reader)
  }

  #requireLive(): void {
    requireLive(this.#isDisposed)
  }

  #readChannels(chunk: SignalLike | readonly SignalLike[]): TypedSignal[] {
    if (this.channelCount === undefined) return [readSignal(chunk as SignalLike, 'chunk')]
    const list = readList(chunk as readonly SignalLike[], 'chunk', 'channels')
    if (list.length !== this.channelCount) {
      throw new RangeError(
        `chunk must have ${this.channelCount} channels, as channelCount says, got ${list.length}`,
      )
    }
    const channels = Array.from(list, (channel, c) => readSignal(channel, `chunk[${c}]`))
    for (let c = 1; c < channels.length; c++) {
      if (channels[c].length === channels[0].length) continue
      throw new RangeError(
        `chunk[${c}] must have ${channels[0].length} samples, as chunk[0] has, got ${channels[c].length}`,
      )
    }
    return channels
  }

  #newOutputs(length: number): Samples[] {
    return Array.from({ length: this.channelCount ?? 1 }, () => zeros(length, this.precision))
  }

  #resultOf(outs: Samples[]): ResamplerOutput<P, Count> {
    // The type of an output depends on the options, which the compiler cannot see here.
    const result: unknown = this.channelCount === undefined ? outs[0] : outs
    return result as ResamplerOutput<P, Count>
  }
}
