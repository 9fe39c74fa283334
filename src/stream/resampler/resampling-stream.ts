import { type Edges, indexWithin } from '../../convolution/edges.js'
import type { Step } from '../../filter/step.js'
import { type Samples, type TypedSignal, zeros } from '../../samples.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import type { ResamplingPlan } from './resampling-plan.js'
import { ResamplingState } from './resampling-state.js'

/** A resampled stream with its edges. */
export class ResamplingStream {
  readonly plan: ResamplingPlan
  readonly #state: ResamplingState
  readonly #edges: Edges
  /** The step with which a stream begins. */
  #step: Step
  /** The first samples of each channel, until there are enough to extend the stream backwards. */
  readonly #opening: readonly Samples[]
  #isOpen = false
  #count = 0

  /** @throws RangeError if there is no memory for it. */
  constructor(plan: ResamplingPlan, channelCount: number, edges: Edges) {
    this.plan = plan
    this.#edges = edges
    this.#step = plan.step
    const length = { zero: 0, nearest: 1, reflect: plan.reach - 1 }[edges]
    this.#opening = Array.from({ length: channelCount }, () => zeros(length, plan.precision))
    this.#state = new ResamplingState(plan, channelCount, { index: 0, phase: 0 })
  }

  /** The number of outputs for the next `length` samples. */
  outputLength(length: number): number {
    return this.#state.outputLength(this.#isOpen ? length : this.plan.reach - 1 + this.#count + length)
  }

  /** The number of outputs that `flush` returns. */
  get owed(): number {
    return this.#count === 0 ? 0 : this.outputLength(this.plan.reach)
  }

  /** Takes samples of each channel, all of one length, and writes outputs from outs[…][at] on. Returns their number. */
  process(channels: readonly TypedSignal[], outs: readonly Samples[], at: number): number {
    const { length } = channels[0]
    if (length === 0) return 0
    let [from, written] = [0, at]
    if (!this.#isOpen) {
      const opening = this.#opening
      from = Math.min(opening[0].length - this.#count, length)
      for (let c = 0; c < channels.length; c++) opening[c].set(channels[c].subarray(0, from), this.#count)
      if (this.#count + from === opening[0].length) written += this.#open(opening, outs, written)
    }
    this.#count += length
    if (this.#isOpen) written += this.#state.push(channels, from, length, outs, written)
    return written - at
  }

  /** Writes the remaining outputs up to the end, and starts again. */
  flush(outs: readonly Samples[], at: number): void {
    if (this.#count > 0) {
      const opening = this.#opening.map((samples) => samples.subarray(0, this.#count))
      const written = this.#isOpen ? 0 : this.#open(opening, outs, at)
      const tail = this.#opening.map((_, c) => this.#beyond(this.#count, (n) => this.#state.sampleAt(c, n)))
      this.#state.push(tail, 0, this.plan.reach, outs, at + written)
    }
    this.reset()
  }

  /** From now on, outputs lie at this step. */
  setStep(step: Step): void {
    this.#step = step
    this.#state.change(this.#count, step)
  }

  reset(): void {
    this.#count = 0
    this.#isOpen = false
    this.#state.restart(this.#step)
  }

  dispose(): void {
    this.#state.dispose()
  }

  /** Writes the state. The caller writes the rates. */
  save(writer: SnapshotWriter): void {
    writer.number(this.#count)
    if (this.#isOpen) this.#state.save(writer)
    else for (const samples of this.#opening) writer.samples(samples.subarray(0, this.#count))
  }

  /** Reads the state, after the step has been set. */
  load(reader: SnapshotReader): void {
    this.#state.restart(this.#step)
    this.#count = reader.count(0, 2 ** 52)
    this.#isOpen = this.#count > 0 && this.#count >= this.#opening[0].length
    if (this.#isOpen) this.#state.load(reader, this.#count)
    else for (const samples of this.#opening) reader.samples(samples.subarray(0, this.#count))
  }

  /** Pushes what lies before the signal, and its beginning. */
  #open(opening: readonly Samples[], outs: readonly Samples[], at: number): number {
    const { length } = opening[0]
    const before = this.plan.reach - 1
    const lead = opening.map((samples) =>
      zeros(before, this.plan.precision).map((_, i) => {
        const n = indexWithin(this.#edges, i - before, length)
        return n < 0 ? 0 : samples[n]
      }),
    )
    this.#isOpen = true
    const written = this.#state.push(lead, 0, before, outs, at)
    return written + this.#state.push(opening, 0, length, outs, at + written)
  }

  /** The samples that follow after the first `length`. */
  #beyond(length: number, sampleAt: (n: number) => number): Samples {
    return zeros(this.plan.reach, this.plan.precision).map((_, i) => {
      const n = indexWithin(this.#edges, length + i, length)
      return n < 0 ? 0 : sampleAt(n)
    })
  }
}
