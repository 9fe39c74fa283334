import type { Samples, SignalLike } from '../samples.js'

/** The signal itself where it is a `Float32Array` or a `Float64Array`, else a copy in float64. */
export function asSamples(signal: SignalLike): Samples {
  return signal instanceof Float32Array || signal instanceof Float64Array ? signal : Float64Array.from(signal)
}
