import { copyInto, type Precision, type Samples, type TypedSignal } from '../samples.js'
import type { Block } from '../wasm/heap.js'
import { ingest, SPECIAL } from '../wasm/samples.js'

/**
 * Loads a whole signal into the engine. Non-finite values are replaced by 0, so that they cannot spread through a transform,
 * and noted: `poison` then sets the outputs whose sums contain them to NaN.
 */
export class Source {
  readonly length: number
  readonly precision: Precision
  readonly #signal: TypedSignal
  /** The runs of non-finite values, [from, to), in the order in which they were found. */
  readonly #nonFinite: { from: number; to: number }[] = []

  constructor(signal: TypedSignal, precision: Precision) {
    this.#signal = signal
    this.length = signal.length
    this.precision = precision
  }

  /** The part [from, to) as a source of its own. */
  part(from: number, to: number): Source {
    return new Source(this.#signal.subarray(from, to), this.precision)
  }

  /** block[at + i] = signal[from + i] for i < count, or 0 if the signal has no such index. */
  load(block: Block, at: number, from: number, count: number): void {
    const first = Math.min(Math.max(from, 0), this.length)
    const last = Math.max(Math.min(from + count, this.length), first)
    const { samples } = block
    const start = at + first - from
    const end = start + last - first
    samples.fill(0, at, Math.min(start, at + count))
    samples.fill(0, Math.max(end, at), at + count)
    copyInto(samples, start, this.#signal, first, last)
    if (ingest(block, at, block, at, count) === SPECIAL) this.#clean(samples, at, from, count)
  }

  /** Sets NaN in each output whose sum contains a non-finite value. `out` holds the full result from index `start` on. */
  poison(out: Samples, start: number, otherLength: number): void {
    for (const { from, to } of this.#nonFinite) {
      out.fill(NaN, Math.max(from - start, 0), Math.max(to - 1 + otherLength - start, 0))
    }
  }

  #clean(samples: Samples, at: number, from: number, count: number): void {
    for (let i = 0; i < count; i++) {
      if (Number.isFinite(samples[at + i])) continue
      samples[at + i] = 0
      this.#note(from + i)
    }
  }

  #note(index: number): void {
    const last = this.#nonFinite.at(-1)
    if (last !== undefined && index >= last.from && index <= last.to) last.to = Math.max(last.to, index + 1)
    else this.#nonFinite.push({ from: index, to: index + 1 })
  }
}
