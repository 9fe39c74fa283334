import { type OptionNames, readOptions, requireCount } from '../../require.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import type { ConvolutionState } from './convolution-state.js'
import type { PreparedKernel } from './prepared-kernel.js'
import type { Routing } from './routing.js'
import { MOST_SAMPLES } from '../snapshot/most-samples.js'

/** How a kernel takes over from the one before. */
export interface ExchangeOptions {
  /** The length of the cross-fade in samples. Default 0: none. */
  readonly fade?: number
  /**
   * After how many samples the new kernel takes over; until then it is prepared, bit by bit. Default 0: at once, and all the
   * work is done in the call.
   */
  readonly delay?: number
}

export const EXCHANGE_OPTIONS: OptionNames<ExchangeOptions> = { fade: true, delay: true }

/** The options with their defaults. @throws TypeError, RangeError unless they are whole numbers of at least 0. */
export function readExchange(options: ExchangeOptions | undefined): Required<ExchangeOptions> {
  const { fade = 0, delay = 0 } = readOptions(options, EXCHANGE_OPTIONS)
  requireCount(fade, 0, 'fade')
  requireCount(delay, 0, 'delay')
  return { fade, delay }
}

/** What is to become of a stream's kernels. */
export interface Exchange {
  readonly routing: Routing
  /** The kernels that nobody else uses, to be disposed of with the exchange. */
  readonly owned: readonly PreparedKernel[]
  /** After how many samples the new kernels take over, and over how many they fade in. */
  readonly delay: number
  readonly fade: number
  /** A state of these kernels without input, made beforehand. */
  readonly state?: ConvolutionState
}

/** An exchange with the state of the new kernels, in which there has been no input yet. */
export interface Arrival {
  readonly state: ConvolutionState
  readonly owned: readonly PreparedKernel[]
  readonly delay: number
  readonly fade: number
}

/** What a takeover took note of when it began. */
interface Begun {
  readonly begin: number
  readonly tapCount: number
}

/** Kernels in use, and from which output on, over how many outputs, they take over from those before. */
export interface Layer {
  readonly state: ConvolutionState
  /** The kernels that nobody else uses. */
  readonly owned: readonly PreparedKernel[]
  readonly from: number
  readonly fade: number
}

/** To convolve a sample of the past takes about as long as to transform so many taps. */
const SAMPLE_COST = 4

/**
 * Kernels on their way into a stream, where they take over at a fixed sample. Until then their segments are transformed,
 * and then the past of the stream, so far as it is known and they reach, is convolved with them: as if they had been there
 * all the time. The work is spread evenly over the samples that come meanwhile. It takes no memory: the state has its own.
 */
export class Takeover {
  readonly arrival: Arrival
  /** The index of the sample with which the kernels take over. */
  readonly from: number
  readonly #old: ConvolutionState
  readonly #begin: number
  readonly #tapCount: number
  readonly #replayLength: number
  #preparedTaps: number

  /**
   * @param old The state that is in use; at every `advance` up to `from` it knows the past that it knows now.
   * @param delay After how many samples the kernels take over.
   * @param begun What was so at its begin, if that is past.
   */
  constructor(old: ConvolutionState, arrival: Arrival, delay: number, begun?: Begun) {
    const { kernel, kernels } = arrival.state.routing
    this.arrival = arrival
    this.from = old.written + delay
    this.#old = old
    this.#begin = begun?.begin ?? old.written
    this.#tapCount = begun?.tapCount ?? kernels.reduce((sum, { unprepared }) => sum + unprepared, 0)
    this.#preparedTaps = begun?.tapCount ?? 0
    this.#replayLength = Math.min(kernel.length - 1, old.past, this.from)
    arrival.state.beginAt(this.from - this.#replayLength)
  }

  /** Writes where it stands, besides the arrival. */
  save(writer: SnapshotWriter): void {
    for (const number of [this.#begin, this.from, this.#tapCount]) writer.number(number)
  }

  /**
   * What `save` wrote, with an arrival of kernels that are prepared, and without input: so much of the past is convolved with them again
   * as was.
   */
  static load(reader: SnapshotReader, old: ConvolutionState, arrival: Arrival): Takeover {
    const { kernel, kernels } = arrival.state.routing
    const begin = reader.count(0, old.written)
    const from = reader.count(old.written + 1, MOST_SAMPLES)
    const tapCount = reader.count(0, kernels.length * kernel.length)
    const takeover = new Takeover(old, arrival, from - old.written, { begin, tapCount })
    takeover.advance()
    return takeover
  }

  /** Does as much of the work as should be done where the stream is now. */
  advance(): void {
    const elapsed = this.#old.written - this.#begin
    const whole = this.#tapCount + SAMPLE_COST * this.#replayLength
    const delay = this.from - this.#begin
    const due = elapsed === delay ? whole : Math.floor((whole * elapsed) / delay)
    this.#prepare(Math.min(due, this.#tapCount))
    if (due >= this.#tapCount) this.#replay(Math.floor((due - this.#tapCount) / SAMPLE_COST))
  }

  /** Does what is left, where the stream has come to the place of the takeover. */
  complete(): void {
    this.advance()
    this.#old.bequeathTo(this.arrival.state)
  }

  #prepare(tapCount: number): void {
    for (const kernel of this.arrival.state.routing.kernels) {
      if (this.#preparedTaps >= tapCount) return
      this.#preparedTaps += kernel.prepare(tapCount - this.#preparedTaps)
    }
  }

  #replay(length: number): void {
    const { state } = this.arrival
    const done = this.#replayLength - (this.from - state.written)
    this.#old.replayTo(state, Math.min(length - done, this.#old.written - state.written))
  }
}
