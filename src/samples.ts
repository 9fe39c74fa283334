/** The arrays that the engine computes with and returns. */
export type Samples = Float32Array | Float64Array

/**
 * Typed arrays whose memory is not shared, which is what Web APIs take. TypeScript distinguishes them from version 5.7 on; these
 * are the plain types in older versions, where the parameter of `Float32Array<ArrayBuffer>` would be an error.
 */
export type OwnFloat32Array = ReturnType<Float32ArrayConstructor['of']>
export type OwnFloat64Array = ReturnType<Float64ArrayConstructor['of']>
export type OwnUint8Array = ReturnType<Uint8ArrayConstructor['of']>
export type OwnUint8ClampedArray = ReturnType<Uint8ClampedArrayConstructor['of']>

/** The type of the results for samples of this type: arrays that are yours. */
export type ResultOf<Given extends Samples> = Given extends Float32Array ? OwnFloat32Array : OwnFloat64Array

/** The precision of samples of this type. */
export type PrecisionOf<Given extends Samples> = Given extends Float32Array ? 'float32' : 'float64'

/** The accepted signals: typed arrays of any kind and plain arrays of numbers. */
export type SignalLike = ArrayLike<number>

/** A signal whose numbers lie in memory. */
export type TypedSignal =
  | Samples
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array

/** The arithmetic of a computation: IEEE 754 single or double precision. */
export type Precision = 'float32' | 'float64'

/** ε: the distance from 1 to the next number, twice the greatest rounding error of one operation. */
export const EPSILON: Readonly<Record<Precision, number>> = { float32: 2 ** -23, float64: 2 ** -52 }

/** An array of zeros. Throws a RangeError that states the length if there is no memory for it. */
export function zeros(length: number, precision: Precision): Samples {
  try {
    return precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
  } catch (cause) {
    throw new RangeError(`an array of ${length} samples does not fit into memory: use shorter signals`, {
      cause,
    })
  }
}

/** The precision of a signal, and of its results: float32 for a `Float32Array`, float64 otherwise. */
export function precisionOf(signal: SignalLike): Precision {
  return typedArrayName(signal) === 'Float32Array' ? 'float32' : 'float64'
}

/**
 * The class of a typed array, such as 'Float32Array'; undefined for everything else. Unlike `instanceof`, it also recognizes arrays
 * of other realms: of iframes, of `node:vm`, of test runners with their own globals.
 */
export function typedArrayName(value: unknown): string | undefined {
  return typedArrayTag.call(value)
}

/** The getters of all typed arrays. Kept as functions: JavaScript engines inline these, but not what they must look up first. */
const getters = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(Uint8Array.prototype)) as {
  readonly [Symbol.toStringTag]: { readonly get: (this: unknown) => string | undefined }
  readonly length: { readonly get: (this: unknown) => number }
}
const typedArrayTag = getters[Symbol.toStringTag].get
const typedArraySize = getters.length.get

/** The true length of a typed array, even if a property of that name was overwritten. */
export function typedArrayLength(array: ArrayBufferView): number {
  return typedArraySize.call(array)
}

/** Whether the value is a `Float32Array` or a `Float64Array`. */
export function isSamples(value: unknown): value is Samples {
  const name = typedArrayName(value)
  return name === 'Float32Array' || name === 'Float64Array'
}

/** Whether the value is a `Uint8Array` (a `Buffer` is one) or a `Uint8ClampedArray`. */
export function isBytes(value: unknown): value is Uint8Array | Uint8ClampedArray {
  const name = typedArrayName(value)
  return name === 'Uint8Array' || name === 'Uint8ClampedArray'
}

/** target[at..] = signal[from..to). */
export function copyInto(target: Samples, at: number, signal: TypedSignal, from: number, to: number): void {
  if (from === 0 && to === signal.length) target.set(signal, at)
  else target.set(signal.subarray(from, to), at)
}

/** Concatenates signals, in the precision of the first by default. */
export function joined(parts: readonly SignalLike[], precision = precisionOf(parts[0] ?? [])): Samples {
  const whole = zeros(
    parts.reduce((length, part) => length + part.length, 0),
    precision,
  )
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The signal itself if it is a typed array, else a copy of its numbers. For signals that have been checked. */
export function typed(signal: SignalLike): TypedSignal {
  return ArrayBuffer.isView(signal) ? (signal as SignalLike as TypedSignal) : Float64Array.from(signal)
}
