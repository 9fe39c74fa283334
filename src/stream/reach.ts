import type { Samples } from '../samples.js'
import { type InputState, NEVER } from './input-state.js'
import type { Route } from './routing.js'

/** A run of outputs, [from, to). */
interface Run {
  readonly from: number
  to: number
}

/**
 * Knows how far the inputs of an output reach, and so which outputs are exactly zero and which are not numbers: after an
 * input, K − 1 outputs are still owed, and then they are exactly zero; and an input that is not finite makes NaN of just K
 * outputs.
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

  /** Takes note of the run of samples that all inputs have just taken. */
  observe(): void {
    let first = Infinity
    let silentFrom = this.#silentFrom
    for (let i = 0; i < this.#routes.length; i++) {
      const { input, length } = this.#routes[i]
      const { firstSounding, lastSounding, nonFinite } = this.#inputs[input]
      first = Math.min(first, firstSounding)
      silentFrom = Math.max(silentFrom, lastSounding + length)
      for (let k = 0; k < nonFinite.length; k++) this.#poison(nonFinite[k], length)
    }
    if (this.#silentFrom < first && first < Infinity)
      this.#silences.push({ from: this.#silentFrom, to: first })
    this.#silentFrom = silentFrom
  }

  /** Takes note of what the inputs have taken over from another state of the same stream. */
  inherit(): void {
    for (const { input, length } of this.#routes) {
      const { lastNonFinite } = this.#inputs[input]
      if (lastNonFinite !== NEVER) this.#poison(lastNonFinite, length)
    }
  }

  /** Sets the outputs out[at..at + count), which begin at the index `position`, to what they are known to be. */
  apply(out: Samples, at: number, count: number, position: number): void {
    const end = position + count
    fillRuns(this.#silences, 0, out, at, count, position)
    if (this.#silentFrom < end) out.fill(0, at + Math.max(this.#silentFrom - position, 0), at + count)
    fillRuns(this.#gaps, NaN, out, at, count, position)
  }

  /** The state in numbers, for `load`. */
  save(): number[] {
    const runs = [this.#silences, this.#gaps].map((list) => [
      list.length,
      ...list.flatMap(({ from, to }) => [from, to]),
    ])
    return [this.#silentFrom, ...runs.flat()]
  }

  /** Takes the numbers of `save`, one by one. */
  load(take: () => number): void {
    this.#silentFrom = take()
    for (const list of [this.#silences, this.#gaps]) {
      const length = take()
      for (let i = 0; i < length; i++) list.push({ from: take(), to: take() })
    }
  }

  #poison(position: number, kernelLength: number): void {
    addRun(this.#gaps, position, position + kernelLength)
  }
}

/** Adds a run to a list in which they are in order and apart. Nearly always it comes last. */
function addRun(runs: Run[], from: number, to: number): void {
  const last = runs.at(-1)
  if (last === undefined || from > last.to) {
    runs.push({ from, to })
    return
  }
  if (from >= last.from) {
    last.to = Math.max(last.to, to)
    return
  }
  // Of another input, or through another kernel.
  const all = [...runs.splice(0), { from, to }].sort((a, b) => a.from - b.from)
  for (const run of all) addRun(runs, run.from, run.to)
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
