import { type Precision, type Samples, type TypedSignal, zeros } from '../samples.js'
import { binaryScale } from '../transform/binary-scale.js'

/** A signal divided by a power of two, and that power. */
export interface Scaled {
  readonly samples: Samples
  readonly scale: number
}

/**
 * Returns a copy whose greatest magnitude is near 1, with 0 for non-finite values. The only rounding is that to the precision.
 */
export function scaled(signal: TypedSignal, precision: Precision): Scaled {
  const finite = Float64Array.from(signal, (sample) => (Number.isFinite(sample) ? sample : 0))
  const scale = binaryScale(finite) || 1
  const samples = zeros(signal.length, precision)
  for (let n = 0; n < samples.length; n++) samples[n] = finite[n] / scale
  return { samples, scale }
}
