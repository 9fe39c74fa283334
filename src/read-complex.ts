import type { Complex, ComplexSamples, ComplexSignal } from './complex.js'
import { readSignal, requireApart, requireObject, requireOutput } from './require.js'
import { type Precision, precisionOf, type SignalLike, type TypedSignal } from './samples.js'

/** A checked signal; `im` is undefined if it is real. */
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
  const { re, im } = readParts(value, name)
  const [first, second] = [precisionOf(re), precisionOf(im)]
  if (first === second) return { re, im, precision: first }
  return { re: Float64Array.from(re), im: Float64Array.from(im), precision: 'float64' }
}

/** Returns the parts of a signal that must be complex, each read once. Throws as `readComplex`. */
export function readParts(value: ComplexSignal, name: string): Complex<TypedSignal> {
  requireObject(value, name, '{ re, im }')
  const re = readSignal(value.re, `${name}.re`)
  const im = readSignal(value.im, `${name}.im`)
  if (im.length !== re.length) {
    throw new RangeError(`${name}.im must have ${re.length} samples, as ${name}.re, got ${im.length}`)
  }
  return { re, im }
}

/** Throws unless results of `length` samples can be written into both parts. `why` explains this length in the message. */
export function requireComplexOutput(out: ComplexSamples, length: number, why: string): void {
  requireObject(out, 'out', '{ re, im }')
  requireOutput(out.re, 'out.re', length, why)
  requireOutput(out.im, 'out.im', length, why)
  requireApart(out.im, out.re, 'out.im', 'out.re')
}
