import type { Precision, Samples, TypedSignal } from '../../samples.js'
import { Block } from '../../wasm/heap.js'
import { profile } from '../../wasm/sliding.js'
import type { PreparedTemplate } from './prepared-template.js'
import { SignalBlock } from './signal-block.js'

/** The greatest error bound of a score by the transform. Windows with a greater bound are computed directly. */
const ALLOWED: Record<Precision, number> = { float32: 1e-4, float64: 1e-8 }

/** Where 1 − r is smaller, a distance by the transform would be too much rounding, and is computed otherwise as well. */
const NEAR: Record<Precision, number> = { float32: 1e-3, float64: 1e-8 }

/** The match profile, block by block. */
export class BlockProfile {
  /** The number of windows in a block. */
  readonly windowCount: number
  readonly #template: PreparedTemplate
  readonly #size: number
  readonly #precision: Precision
  readonly #measure: 'zncc' | 'distance'
  readonly #block: SignalBlock
  readonly #result: Block
  /** For blocks in which float32 is not enough: those with windows much quieter than the block. */
  #double: BlockProfile | undefined

  constructor(template: PreparedTemplate, size: number, precision: Precision, measure: 'zncc' | 'distance') {
    this.windowCount = 2 * size - template.length + 1
    this.#template = template
    this.#size = size
    this.#precision = precision
    this.#measure = measure
    this.#block = new SignalBlock(size, precision)
    this.#result = new Block(this.windowCount, precision)
  }

  /** out[from..] = the values of the next block's windows, as many as it or `out` has. */
  compute(samples: TypedSignal, from: number, out: Samples): void {
    const { length } = this.#template
    const count = Math.min(this.windowCount, out.length - from)
    this.#block.load(samples, from, from + count + length - 1)
    this.#block.measure(length)
    this.#block.correlate(this.#template)
    if (this.#profile(count) * this.#block.error <= ALLOWED[this.#precision]) {
      out.set(this.#result.samples.subarray(0, count), from)
    } else if (this.#precision === 'float32') {
      this.#double ??= new BlockProfile(this.#template, this.#size, 'float64', this.#measure)
      this.#double.compute(samples, from, out)
    } else {
      out.set(this.#result.samples.subarray(0, count), from)
      this.#refine(out, from, count)
    }
    this.#block.fillGaps(out, from, NaN, length)
  }

  dispose(): void {
    this.#block.dispose()
    this.#result.free()
    this.#double?.dispose()
  }

  /** Computes the values of the loaded block. Returns how much of the products' error the worst of them has. */
  #profile(count: number): number {
    const { length } = this.#template
    const { products, inverses } = this.#block
    const distanceOf = this.#measure === 'distance' ? length : 0
    return profile(this.#result, products, length - 1, inverses, count, distanceOf, NEAR[this.#precision])
  }

  /** Computes anew, by the definition, what the transform could not tell well enough. */
  #refine(out: Samples, at: number, count: number): void {
    const { length } = this.#template
    const { inverses, error } = this.#block
    const limit = ALLOWED[this.#precision] / error
    const near = this.#measure === 'distance' ? Math.sqrt(2 * length * NEAR[this.#precision]) : -Infinity
    for (let j = 0; j < count; j++) {
      if (inverses.samples[j] <= limit && out[at + j] > near) continue
      const deviation = this.#block.deviation(this.#template, j)
      out[at + j] = this.#measure === 'distance' ? Math.sqrt(2 * length * deviation) : 1 - deviation
    }
  }
}
