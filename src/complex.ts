import type { Samples, SignalLike } from './samples.js'

/** The two parts of a signal. */
export interface Complex<Part> {
  readonly re: Part
  readonly im: Part
}

/** A complex signal: its real and imaginary parts, of the same length. */
export interface ComplexSignal {
  readonly re: SignalLike
  readonly im: SignalLike
}

/** A complex result, in arrays that are yours to keep. */
export interface ComplexSamples<Part extends Samples = Samples> {
  readonly re: Part
  readonly im: Part
}
