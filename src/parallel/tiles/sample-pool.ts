import { nextPowerOfTwo } from '../../next-power-of-two.js'
import type { Precision, Samples, TypedSignal } from '../../samples.js'

/** Memory that came back from threads, by its size: new memory would take as long as a convolution. */
const free = new Map<number, ArrayBuffer[]>()

/** Lets go of the memory that no thread has. */
export function dropSpareMemory(): void {
  free.clear()
}

/** Arrays that go to threads and come back. */
export class SamplePool {
  readonly #precision: Precision

  constructor(precision: Precision) {
    this.#precision = precision
  }

  /** An array of this length, whatever it holds. */
  take(length: number): Samples {
    const isSingle = this.#precision === 'float32'
    const bytes = nextPowerOfTwo(Math.max(length, 1)) * (isSingle ? 4 : 8)
    const buffer = free.get(bytes)?.pop() ?? new ArrayBuffer(bytes)
    return isSingle ? new Float32Array(buffer, 0, length) : new Float64Array(buffer, 0, length)
  }

  /** A copy of the samples [from, to) of a signal, as far as it has them. */
  copyOf(signal: TypedSignal, from: number, to: number): Samples {
    const part = signal.subarray(from, to)
    const copy = this.take(part.length)
    copy.set(part)
    return copy
  }

  /** Takes arrays back that were taken here. */
  give(arrays: readonly Samples[]): void {
    for (const { buffer } of arrays) {
      const others = free.get(buffer.byteLength)
      if (others === undefined) free.set(buffer.byteLength, [buffer as ArrayBuffer])
      else others.push(buffer as ArrayBuffer)
    }
  }
}
