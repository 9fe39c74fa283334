import { isFloat, type PcmFormat, sampleBytes } from '../../format/pcm/pcm-format.js'
import type { Samples } from '../../samples.js'
import { UsageError } from '../terminal/errors.js'

/**
 * Adds noise of ±1 step of an integer format, with a triangular density, so that rounding leaves white noise rather than
 * distortion. The generator starts with the same seed each time, so the same input gives the same output.
 */
export class Dither {
  readonly #step: number
  #state = 1

  /** @throws UsageError unless it is an integer format */
  constructor(format: PcmFormat) {
    if (isFloat(format)) {
      throw new UsageError(`--dither needs an integer output format, got ${format}: add --output-format s16`)
    }
    this.#step = 2 ** (1 - 8 * sampleBytes(format))
  }

  /** Changes the samples, channel by channel. */
  add(channels: readonly Samples[]): void {
    for (let n = 0; n < channels[0].length; n++) {
      for (const samples of channels) samples[n] += (this.#next() - this.#next()) * this.#step
    }
  }

  /** In [0, 1): xorshift32 (G. Marsaglia, Xorshift RNGs, J. Stat. Softw. 8, 2003). */
  #next(): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) / 2 ** 32
  }
}
