import { nextPowerOfTwo } from '../../next-power-of-two.js'
import type { Precision, Samples, TypedSignal } from '../../samples.js'
import { isShared } from '../buffers-of.js'

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

  /** The samples [from, to) of a signal, as far as it has them: themselves if they are in shared memory, else a copy. */
  partOf(signal: TypedSignal, from: number, to: number): TypedSignal {
    const part = signal.subarray(from, to)
    if (isShared(part.buffer)) return part
    const copy = this.take(part.length)
    copy.set(part)
    return copy
  }

  /** Takes arrays back that were taken here; leaves those in shared memory alone. */
  give(arrays: readonly TypedSignal[]): void {
    for (const { buffer } of arrays) {
      if (isShared(buffer)) continue
      const others = free.get(buffer.byteLength)
      if (others === undefined) free.set(buffer.byteLength, [buffer as ArrayBuffer])
      else others.push(buffer as ArrayBuffer)
    }
  }
}
