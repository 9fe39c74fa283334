import { isSamples, type Samples, type SignalLike } from '../samples.js'

/** The signal itself if it is a `Float32Array` or a `Float64Array`, else a copy in float64. */
export function asSamples(signal: SignalLike): Samples {
  return isSamples(signal) ? signal : Float64Array.from(signal)
}
