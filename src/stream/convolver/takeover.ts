import { type OptionNames, readOptions, requireCount } from '../../require.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import type { ConvolutionState } from './convolution-state.js'
import type { PreparedKernel } from './prepared-kernel.js'
import type { Routing } from './routing.js'
import { MOST_SAMPLES } from '../snapshot/most-samples.js'

/** How a kernel takes over from the previous one. */
export interface ExchangeOptions {
  /** The length of the cross-fade in samples. Default 0: none. */
  readonly fade?: number
  /**
   * The number of samples after which the new kernel takes over. Until then it is prepared in small steps. Default 0: it takes over
   * at once, and the call does all the work.
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

/** The next kernels of a stream. */
export interface Exchange {
  readonly routing: Routing
  /** The kernels that nothing else uses, to be disposed of with the exchange. */
  readonly owned: readonly PreparedKernel[]
  /** The number of samples after which the new kernels take over, and the length of their fade. */
  readonly delay: number
  readonly fade: number
  /** A state with these kernels and without input, made beforehand. */
  readonly state?: ConvolutionState
}

/** An exchange with the state of the new kernels, which has had no input yet. */
export interface Arrival {
  readonly state: ConvolutionState
  readonly owned: readonly PreparedKernel[]
  readonly delay: number
  readonly fade: number
}

/** What a takeover noted when it began. */
interface Begun {
  readonly begin: number
  readonly tapCount: number
}

/** The active kernels, the output at which they take over, and the fade length. */
export interface Layer {
  readonly state: ConvolutionState
  /** The kernels that nothing else uses. */
  readonly owned: readonly PreparedKernel[]
  readonly from: number
  readonly fade: number
}

/** Convolving one sample of the past takes about as long as transforming this many taps. */
const SAMPLE_COST = 4

/**
 * Kernels that will take over a stream at a fixed sample. Until then, first their segments are transformed, then the known past of
 * the stream is convolved with them as far as they reach, as if they had always been in use. The work is spread evenly over the
 * samples that arrive meanwhile. It allocates no memory: the state has its own.
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
   * @param old The state in use. At every `advance` up to `from`, it still knows the past that it knows now.
   * @param delay The number of samples after which the kernels take over.
   * @param begun What was noted when it began, if it has begun.
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

  /** Writes the progress, without the exchange itself. */
  save(writer: SnapshotWriter): void {
    for (const number of [this.#begin, this.from, this.#tapCount]) writer.number(number)
  }

  /**
   * Reads what `save` wrote, given an exchange with prepared kernels and a state without input. As much of the past as before is
   * convolved with them again.
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

  /** Does the work that is due at the current position of the stream. */
  advance(): void {
    const elapsed = this.#old.written - this.#begin
    const whole = this.#tapCount + SAMPLE_COST * this.#replayLength
    const delay = this.from - this.#begin
    const due = elapsed === delay ? whole : Math.floor((whole * elapsed) / delay)
    this.#prepare(Math.min(due, this.#tapCount))
    if (due >= this.#tapCount) this.#replay(Math.floor((due - this.#tapCount) / SAMPLE_COST))
  }

  /** Does the rest of the work when the stream reaches the takeover. */
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
