import type { Samples } from 'tapline'
import type { Recipe } from '../../src/distributed/partition-work.js'
import type { SeriesProcessor } from '../../src/distributed/series-work.js'

/** A running sum, whose rounding depends on the order of the samples. It returns its last sum at the flush. */
class RunningSum implements SeriesProcessor {
  #sum: number

  constructor(sum = 0) {
    this.#sum = sum
  }

  process(samples: Samples): Float64Array {
    return Float64Array.from(samples, (sample) => (this.#sum += sample))
  }

  flush(): Float64Array {
    return Float64Array.of(this.#sum)
  }

  reset(): void {
    this.#sum = 0
  }

  snapshot(): Uint8Array {
    return new Uint8Array(Float64Array.of(this.#sum).buffer)
  }

  dispose(): void {}

  [Symbol.dispose](): void {}
}

export const runningSum: Recipe = {
  create: () => new RunningSum(),
  restore: (_series, bytes) =>
    new RunningSum(new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true)),
}

export const TOY_ORIGIN = { processor: 1, engine: 'toy', simd: 'baseline' }
