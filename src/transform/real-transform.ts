import type { Samples, SignalLike } from '../samples.js'

/** A transform between real signals of one size and their half-spectra. Lengths have been checked. */
export interface RealTransform {
  forward(signal: SignalLike, out: Samples): void
  inverse(spectrum: SignalLike, out: Samples): void
}
