import type { Samples } from '../../samples.js'

/** The number of lengths for which views are kept. */
const MOST_LENGTHS = 8

/**
 * Views of the outputs in the scratch block, to copy from. They are made once for each length, but kept for a few lengths only:
 * otherwise a stream whose chunk lengths keep changing would create garbage with every chunk.
 */
export class OutputViews {
  readonly #from: number
  readonly #stride: number
  readonly #outputCount: number
  readonly #known = new Map<number, readonly Samples[]>()
  #lastLength = 0

  /** @param from Where the first output begins; the others follow `stride` samples apart. */
  constructor(from: number, stride: number, outputCount: number) {
    this.#from = from
    this.#stride = stride
    this.#outputCount = outputCount
  }

  /** outs[j][at..at + length) = the first samples of each output. */
  copy(samples: Samples, length: number, outs: readonly Samples[], at: number): void {
    const views = this.#viewsOf(samples, length)
    if (views === undefined) this.#copyOneByOne(samples, length, outs, at)
    else for (let j = 0; j < outs.length; j++) outs[j].set(views[j], at)
  }

  #viewsOf(samples: Samples, length: number): readonly Samples[] | undefined {
    const isRepeated = length === this.#lastLength
    this.#lastLength = length
    const known = this.#known.get(length)
    // Growing the memory detaches all views of it: they are empty then.
    if (known?.[0].length === length) return known
    if (this.#known.size === MOST_LENGTHS) {
      if (!isRepeated) return undefined
      // The stream has changed to another length.
      this.#known.clear()
    }
    return this.#make(samples, length)
  }

  /** Not inlined where it is called: what a closure captures is allocated even if the closure is never created. */
  #make(samples: Samples, length: number): readonly Samples[] {
    const views = Array.from({ length: this.#outputCount }, (_, j) => {
      const at = this.#from + j * this.#stride
      return samples.subarray(at, at + length)
    })
    this.#known.set(length, views)
    return views
  }

  #copyOneByOne(samples: Samples, length: number, outs: readonly Samples[], at: number): void {
    for (let j = 0; j < outs.length; j++) {
      const out = outs[j]
      const from = this.#from + j * this.#stride
      for (let i = 0; i < length; i++) out[at + i] = samples[from + i]
    }
  }
}
