import { Gaps } from '../../gaps.js'
import type { Samples } from '../../samples.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { type InputState, NEVER } from './input-state.js'
import type { Route } from './routing.js'

/**
 * Knows how far the inputs of an output reach, and so which outputs are exactly zero and which are NaN. Outputs are exactly zero
 * from K − 1 samples after the last non-zero input on. A gap in an input makes NaN of the outputs that read it, by the kernel's own
 * taps.
 */
export class Reach {
  readonly #routes: readonly Route[]
  readonly #inputs: readonly InputState[]
  /** From this output on, all outputs are zero unless more input comes. */
  #silentFrom = NEVER
  /** Outputs that have not been taken yet and are known to be zero or NaN. Mostly empty. */
  readonly #silences = new Gaps()
  readonly #gaps = new Gaps()

  /** @param routes The routes that lead to the output. */
  constructor(routes: readonly Route[], inputs: readonly InputState[]) {
    this.#routes = routes
    this.#inputs = inputs
  }

  get silentFrom(): number {
    return this.#silentFrom
  }

  /**
   * Notes the run of samples that all inputs have just taken. Silence is measured by the common length of all kernels, which no run
   * exceeds. A shorter silence within a run could not be seen, and detecting it would depend on the chunking.
   */
  observe(): void {
    let first = Infinity
    let silentFrom = this.#silentFrom
    for (let i = 0; i < this.#routes.length; i++) {
      const { input, kernel, length } = this.#routes[i]
      const { firstSounding, lastSounding, gaps } = this.#inputs[input]
      first = Math.min(first, firstSounding)
      silentFrom = Math.max(silentFrom, lastSounding + kernel.length)
      if (!gaps.isEmpty) this.#noteReached(gaps, length)
    }
    if (this.#silentFrom < first && first < Infinity) this.#silences.note(this.#silentFrom, first)
    this.#silentFrom = silentFrom
  }

  /** Notes what the inputs have copied from another state of the same stream. */
  inherit(): void {
    for (const { input, length } of this.#routes) {
      const { lastGap } = this.#inputs[input]
      if (lastGap !== NEVER) this.#gaps.note(lastGap, lastGap + length)
    }
  }

  /** Sets the outputs out[at..at + count), which begin at the index `position`, to their known values. */
  apply(out: Samples, at: number, count: number, position: number): void {
    const end = position + count
    this.#silences.fill(0, out, at, count, position)
    if (this.#silentFrom < end) out.fill(0, at + Math.max(this.#silentFrom - position, 0), at + count)
    this.#gaps.fill(NaN, out, at, count, position)
    this.#silences.forgetBefore(end)
    this.#gaps.forgetBefore(end)
  }

  /** Writes what the samples of the inputs do not show, for `load`: the gaps in outputs from `read` on. */
  save(writer: SnapshotWriter, read: number): void {
    const ahead = this.#gaps.runs.filter(({ to }) => to > read)
    writer.number(ahead.length)
    for (const { from, to } of ahead) {
      writer.number(Math.max(from, read))
      writer.number(to)
    }
  }

  /** Reads what `save` wrote, after the samples of the inputs; `written` have come. */
  load(reader: SnapshotReader, read: number, written: number): void {
    const most = Math.max(...this.#routes.map(({ length }) => written + length - 1), written)
    this.#gaps.clear()
    let least = read
    for (let left = reader.count(0, most); left > 0; left--) {
      const from = reader.count(least, most)
      const to = reader.count(from + 1, most)
      this.#gaps.note(from, to)
      least = to + 1
    }
  }

  reset(): void {
    this.#silentFrom = NEVER
    this.#silences.clear()
    this.#gaps.clear()
  }

  #noteReached(gaps: Gaps, length: number): void {
    for (const { from, to } of gaps.runs) this.#gaps.note(from, to + length - 1)
  }
}
