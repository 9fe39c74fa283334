import { Gaps } from '../gaps.js'
import { copyInto, type Precision, type Samples, type TypedSignal } from '../samples.js'
import type { Block } from '../wasm/heap.js'
import { areFinite } from '../wasm/samples.js'

/**
 * Loads a whole signal into the engine. Non-finite values are gaps: they are replaced by 0, so that they cannot spread through a
 * transform, and noted. `fillGaps` then sets the outputs whose sums contain them to NaN.
 */
export class Source {
  readonly length: number
  readonly precision: Precision
  readonly #signal: TypedSignal
  readonly #gaps: Gaps
  readonly #offset: number

  /** @param gaps,offset For a part: what notes the gaps of the whole signal, and where the part begins in it. */
  constructor(signal: TypedSignal, precision: Precision, gaps = new Gaps(), offset = 0) {
    this.#signal = signal
    this.#gaps = gaps
    this.#offset = offset
    this.length = signal.length
    this.precision = precision
  }

  /** The part [from, to) as a source of its own. Its gaps are noted as gaps of the whole. */
  part(from: number, to: number): Source {
    return new Source(this.#signal.subarray(from, to), this.precision, this.#gaps, this.#offset + from)
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
    if (!areFinite(block, at, count)) this.#patch(samples, at, from, count)
  }

  /** Sets NaN in each output whose sum contains a non-finite value. `out` holds the full result from index `start` on. */
  fillGaps(out: Samples, start: number, otherLength: number): void {
    this.#gaps.fill(NaN, out, 0, out.length, start, otherLength - 1)
  }

  #patch(samples: Samples, at: number, from: number, count: number): void {
    for (let i = 0; i < count; i++) {
      if (Number.isFinite(samples[at + i])) continue
      samples[at + i] = 0
      this.#gaps.note(this.#offset + from + i)
    }
  }
}
