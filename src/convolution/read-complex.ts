import type { ComplexSignal } from '../complex.js'
import { readSignal } from '../require.js'
import { type Precision, precisionOf, type SignalLike, type TypedSignal } from '../samples.js'

/** A complex signal that has been checked; `im` is undefined where it is real. */
export interface Parts {
  readonly re: TypedSignal
  readonly im: TypedSignal | undefined
  /** float32 if all parts are `Float32Array`s, else float64. */
  readonly precision: Precision
}

/** Whether the value has a real and an imaginary part. */
export function isComplex(value: unknown): value is ComplexSignal {
  return typeof value === 'object' && value !== null && 're' in value && 'im' in value
}

/** Returns the parts of a signal, each read once. Throws unless they are arrays of numbers, of one length. */
export function readComplex(value: SignalLike | ComplexSignal, name: string): Parts {
  if (!isComplex(value)) {
    const re = readSignal(value, name)
    return { re, im: undefined, precision: precisionOf(re) }
  }
  const re = readSignal(value.re, `${name}.re`)
  const im = readSignal(value.im, `${name}.im`)
  if (im.length !== re.length) {
    throw new RangeError(`${name}.im must have ${re.length} samples, as ${name}.re, got ${im.length}`)
  }
  const [first, second] = [precisionOf(re), precisionOf(im)]
  if (first === second) return { re, im, precision: first }
  return { re: Float64Array.from(re), im: Float64Array.from(im), precision: 'float64' }
}
