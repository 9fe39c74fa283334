import { copyInto, type Samples, type TypedSignal, zeros } from '../samples.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import type { Framing } from '../transform/framing.js'
import { MOST_SAMPLES } from '../stream/snapshot/most-samples.js'

/** The samples of the frame that is being filled. At the start of a stream, it holds `lead` zeros. */
export class FrameHistory {
  readonly samples: Samples
  readonly #framing: Framing
  /** The number of samples that have been taken or skipped. */
  #position = 0
  #filled = 0
  /** The number of samples to skip before the frame, if the hop is longer than the window. */
  #skip = 0

  constructor(framing: Framing) {
    this.samples = zeros(framing.window.length, framing.fft.precision)
    this.#framing = framing
    this.reset()
  }

  /** The number of samples so far. */
  get position(): number {
    return this.#position
  }

  /** The number of frames that are complete after this many samples: frame m ends `min(hop, L)` samples after m·hop. */
  framesAfter(position: number): number {
    const { hop, window } = this.#framing
    return Math.max(Math.floor((position - Math.min(hop, window.length)) / hop) + 1, 0)
  }

  get isComplete(): boolean {
    return this.#filled === this.samples.length
  }

  /** The number of samples that the frame still lacks. */
  get missing(): number {
    return this.#skip + this.samples.length - this.#filled
  }

  /** Takes the samples that the frame needs, from index `from` of a signal on. Returns the index of the next sample. */
  take(signal: TypedSignal, from: number): number {
    const first = Math.min(from + this.#skip, signal.length)
    this.#skip -= first - from
    const end = Math.min(first + this.samples.length - this.#filled, signal.length)
    copyInto(this.samples, this.#filled, signal, first, end)
    this.#filled += end - first
    this.#position += end - from
    return end
  }

  /** Begins the next frame, when one is complete. */
  advance(): void {
    const { hop, lead } = this.#framing
    this.samples.copyWithin(0, hop)
    this.#filled = lead
    this.#skip = Math.max(hop - this.samples.length, 0)
  }

  reset(): void {
    this.#moveTo(0)
    this.samples.fill(0)
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.#position)
    writer.samples(this.samples.subarray(0, this.#filled))
  }

  load(reader: SnapshotReader): void {
    this.#moveTo(reader.count(0, MOST_SAMPLES))
    reader.samples(this.samples.subarray(0, this.#filled))
  }

  #moveTo(position: number): void {
    const { hop, lead, window } = this.#framing
    const start = this.framesAfter(position) * hop - lead
    this.#position = position
    this.#filled = Math.max(position - start, 0)
    this.#skip = window.length < hop ? Math.max(start - position, 0) : 0
  }
}
