import type { Samples } from '../../samples.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { type InputState, NEVER } from './input-state.js'
import type { Route } from './routing.js'

/** A run of outputs, [from, to). */
interface Run {
  readonly from: number
  to: number
}

/**
 * Knows how far the inputs of an output reach, and so which outputs are exactly zero and which are not numbers: after an
 * input, K − 1 outputs are still owed, and then they are exactly zero; and an input that is not finite makes NaN of just as
 * many outputs as its kernel has taps of its own.
 */
export class Reach {
  readonly #routes: readonly Route[]
  readonly #inputs: readonly InputState[]
  /** From this output on all is zero, unless other input comes. */
  #silentFrom = NEVER
  /** Outputs that have not been taken yet and are known to be zero, or NaN. Empty but in special cases. */
  readonly #silences: Run[] = []
  readonly #gaps: Run[] = []

  /** @param routes Those that lead to the output. */
  constructor(routes: readonly Route[], inputs: readonly InputState[]) {
    this.#routes = routes
    this.#inputs = inputs
  }

  get silentFrom(): number {
    return this.#silentFrom
  }

  /**
   * Takes note of the run of samples that all inputs have just taken. Silence is told by the length that all kernels have in
   * common, which no run exceeds: a shorter silence within a run could not be seen, and would depend on the chunks.
   */
  observe(): void {
    let first = Infinity
    let silentFrom = this.#silentFrom
    let isFinite = true
    for (let i = 0; i < this.#routes.length; i++) {
      const { input, kernel } = this.#routes[i]
      const { firstSounding, lastSounding, nonFinite } = this.#inputs[input]
      first = Math.min(first, firstSounding)
      silentFrom = Math.max(silentFrom, lastSounding + kernel.length)
      isFinite &&= nonFinite.length === 0
    }
    if (this.#silentFrom < first && first < Infinity)
      this.#silences.push({ from: this.#silentFrom, to: first })
    this.#silentFrom = silentFrom
    if (!isFinite) this.#poison(({ nonFinite }) => nonFinite)
  }

  /** Takes note of what the inputs have taken over from another state of the same stream. */
  inherit(): void {
    this.#poison(({ lastNonFinite }) => (lastNonFinite === NEVER ? [] : [lastNonFinite]))
  }

  /** Sets the outputs out[at..at + count), which begin at the index `position`, to what they are known to be. */
  apply(out: Samples, at: number, count: number, position: number): void {
    const end = position + count
    fillRuns(this.#silences, 0, out, at, count, position)
    if (this.#silentFrom < end) out.fill(0, at + Math.max(this.#silentFrom - position, 0), at + count)
    fillRuns(this.#gaps, NaN, out, at, count, position)
  }

  /** Writes what the samples of the inputs do not show, for `load`: the gaps in outputs from `read` on. */
  save(writer: SnapshotWriter, read: number): void {
    const ahead = this.#gaps.filter(({ to }) => to > read)
    writer.number(ahead.length)
    for (const { from, to } of ahead) {
      writer.number(Math.max(from, read))
      writer.number(to)
    }
  }

  /** Takes what `save` wrote, after the samples of the inputs; `written` have come. */
  load(reader: SnapshotReader, read: number, written: number): void {
    const most = Math.max(...this.#routes.map(({ length }) => written + length - 1), written)
    this.#gaps.length = 0
    let least = read
    for (let left = reader.count(0, most); left > 0; left--) {
      const from = reader.count(least, most)
      const to = reader.count(from + 1, most)
      this.#gaps.push({ from, to })
      least = to + 1
    }
  }

  reset(): void {
    this.#silentFrom = NEVER
    this.#silences.length = 0
    this.#gaps.length = 0
  }

  /** Makes NaN of the outputs that values reach which are not finite, by their positions. */
  #poison(positionsIn: (input: InputState) => readonly number[]): void {
    const runs = this.#routes.flatMap(({ input, length }) =>
      positionsIn(this.#inputs[input]).map((from) => ({ from, to: from + length })),
    )
    runs.sort((a, b) => a.from - b.from)
    for (const { from, to } of runs) {
      const last = this.#gaps.at(-1)
      if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
      else this.#gaps.push({ from, to })
    }
  }
}

/** Sets a value in the runs, which are in order, and drops those that end before the outputs do. */
function fillRuns(
  runs: Run[],
  value: number,
  out: Samples,
  at: number,
  count: number,
  position: number,
): void {
  if (runs.length === 0) return
  let passed = 0
  for (const { from, to } of runs) {
    if (from >= position + count) break
    out.fill(value, at + Math.max(from - position, 0), at + Math.min(Math.max(to - position, 0), count))
    if (to > position + count) break
    passed++
  }
  if (passed > 0) runs.splice(0, passed)
}
