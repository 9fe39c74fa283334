import { type Precision, type Samples, zeros } from '../../samples.js'
import { ConvolverMatrix } from '../../stream/convolver/convolver-matrix.js'
import type { Initial } from '../../stream/convolver/initial.js'
import type { PreparedMatrix } from '../../stream/convolver/prepared-matrix.js'

/** Convolves chunks one by one, in this thread, and yields the tail after the last one. It reuses the arrays that it yields. */
export async function* convolveChunks(
  source: AsyncIterable<readonly Samples[]>,
  prepared: PreparedMatrix,
  initial: Initial = 'zero',
): AsyncGenerator<Samples[], void, undefined> {
  using kernels = prepared
  using matrix = new ConvolverMatrix(kernels, { initial })
  const arrays = new Arrays(matrix.outputCount, matrix.precision)
  for await (const chunk of source) {
    yield matrix.process(chunk, arrays.of(matrix.outputLength(chunk[0].length)))
  }
  yield matrix.flush()
}

/** Arrays for outputs, reallocated only if the length changes: all chunks of a file but the last have the same length. */
class Arrays {
  readonly #count: number
  readonly #precision: Precision
  #arrays: Samples[] = []

  constructor(count: number, precision: Precision) {
    this.#count = count
    this.#precision = precision
  }

  of(length: number): Samples[] {
    if (this.#arrays[0]?.length !== length) {
      this.#arrays = Array.from({ length: this.#count }, () => zeros(length, this.#precision))
    }
    return this.#arrays
  }
}
