import type { Samples } from 'tapline'

/** The least and the greatest sample in each of `bins` equal parts of a signal, gathered as the signal passes. */
export class Envelope {
  readonly least: Float32Array
  readonly greatest: Float32Array
  readonly #length: number
  #position = 0

  /** `length`: samples of the whole signal. */
  constructor(length: number, bins: number) {
    this.#length = length
    this.least = new Float32Array(bins)
    this.greatest = new Float32Array(bins)
  }

  add(samples: Samples): void {
    const binsPerSample = this.least.length / this.#length
    for (let i = 0; i < samples.length; i++) {
      const bin = Math.floor(this.#position++ * binsPerSample)
      if (samples[i] < this.least[bin]) this.least[bin] = samples[i]
      if (samples[i] > this.greatest[bin]) this.greatest[bin] = samples[i]
    }
  }

  /** The largest |x| so far. */
  get peak(): number {
    return this.greatest.reduce((peak, value, bin) => Math.max(peak, value, -this.least[bin]), 0)
  }
}
