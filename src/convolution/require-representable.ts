import { type Precision, type TypedSignal, typedArrayName } from '../samples.js'

/**
 * Throws if a finite number becomes infinite in the precision of the computation: a tap of 10³⁹ in float32 would make NaN of
 * all results, although no input is infinite.
 */
export function requireRepresentable(signal: TypedSignal, precision: Precision, name: string): void {
  if (precision === 'float64' || typedArrayName(signal) !== 'Float64Array') return
  for (let n = 0; n < signal.length; n++) {
    if (Number.isFinite(Math.fround(signal[n])) || !Number.isFinite(signal[n])) continue
    throw new RangeError(
      `${name}[${n}] must be a number that float32 can hold, got ${signal[n]}: scale ${name} down, ` +
        'or pass the signal as a Float64Array',
    )
  }
}
