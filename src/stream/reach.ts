import type { Precision, Samples } from '../samples.js'
import { ORDINARY, SILENT } from '../wasm/engine.js'

/** Input of a smaller magnitude counts as zero: computing with numbers so small is slow, and nothing hears them. */
const LEAST: Record<Precision, number> = { float32: 1e-30, float64: 1e-290 }

/** The index of what has not happened: before all others, and finite, so that it can be written down. */
export const NEVER = Number.MIN_SAFE_INTEGER

/** A run of outputs, [from, to). */
interface Run {
  readonly from: number
  to: number
}

/**
 * Knows how far each input reaches, and so which outputs are exactly zero and which are not numbers. A transform mixes
 * all samples of a block; this puts right what it cannot tell: after an input, K − 1 outputs are still owed, and then
 * they are exactly zero; and an input that is not finite (which the engine sees as 0) makes NaN of just K outputs.
 */
export class Reach {
  readonly #kernelLength: number
  readonly #least: number
  /** The indices of the last input that was not zero, and of the last one that was not finite. */
  #lastSounding = NEVER
  #lastNonFinite = NEVER
  /** Outputs that have not been taken yet and are known to be zero, or NaN. Empty but in special cases. */
  readonly #silences: Run[] = []
  readonly #gaps: Run[] = []

  constructor(kernelLength: number, precision: Precision) {
    this.#kernelLength = kernelLength
    this.#least = LEAST[precision]
  }

  /** The index of the last input that was not finite, or NEVER. */
  get lastNonFinite(): number {
    return this.#lastNonFinite
  }

  /** From this output on all is zero, unless other input comes. */
  get silentFrom(): number {
    return this.#lastSounding + this.#kernelLength
  }

  /** Whether all input from index `from` on has been zero. */
  isSilentSince(from: number): boolean {
    return this.#lastSounding < from
  }

  /** Takes note of the input samples[at..at + count), which has the index `position`, and mends what is special in it. */
  observe(samples: Samples, at: number, count: number, position: number, kind: number): void {
    if (kind === SILENT) return
    if (kind !== ORDINARY) this.#mend(samples, at, count, position)
    let first = 0
    while (first < count && samples[at + first] === 0) first++
    if (first === count) return
    let last = count - 1
    while (samples[at + last] === 0) last--
    if (this.silentFrom < position + first)
      this.#silences.push({ from: this.silentFrom, to: position + first })
    this.#lastSounding = position + last
  }

  /** Takes note of an input that is not finite. */
  poison(position: number): void {
    this.#lastNonFinite = position
    const to = position + this.#kernelLength
    const last = this.#gaps.at(-1)
    if (last !== undefined && last.to >= position) last.to = to
    else this.#gaps.push({ from: position, to })
  }

  /** Sets the outputs out[at..at + count), which begin at the index `position`, to what they are known to be. */
  apply(out: Samples, at: number, count: number, position: number): void {
    const end = position + count
    fillRuns(this.#silences, 0, out, at, count, position)
    if (this.silentFrom < end) out.fill(0, at + Math.max(this.silentFrom - position, 0), at + count)
    fillRuns(this.#gaps, NaN, out, at, count, position)
  }

  /** The state in numbers, for `load`. */
  save(): number[] {
    const runs = [this.#silences, this.#gaps].map((list) => [
      list.length,
      ...list.flatMap(({ from, to }) => [from, to]),
    ])
    return [this.#lastSounding, this.#lastNonFinite, ...runs.flat()]
  }

  /** Takes the numbers of `save`, one by one. */
  load(take: () => number): void {
    this.#lastSounding = take()
    this.#lastNonFinite = take()
    for (const list of [this.#silences, this.#gaps]) {
      const length = take()
      for (let i = 0; i < length; i++) list.push({ from: take(), to: take() })
    }
  }

  #mend(samples: Samples, at: number, count: number, position: number): void {
    for (let i = 0; i < count; i++) {
      const magnitude = Math.abs(samples[at + i])
      if (magnitude >= this.#least && magnitude < Infinity) continue
      samples[at + i] = 0
      if (!(magnitude < Infinity)) this.poison(position + i)
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
