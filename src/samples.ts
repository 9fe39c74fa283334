/** What the engine computes with and returns. */
export type Samples = Float32Array | Float64Array

/** What it takes: typed arrays of any kind and plain arrays of numbers. */
export type SignalLike = ArrayLike<number>

/** A signal whose numbers lie in memory. */
export type TypedSignal =
  Samples | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array

/** The arithmetic of a computation: IEEE 754 single or double precision. */
export type Precision = 'float32' | 'float64'

/** An array of zeros. */
export function zeros(length: number, precision: Precision): Samples {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

/** The precision of a signal, and in which its results are owed: float32 for a `Float32Array`, float64 otherwise. */
export function precisionOf(signal: SignalLike): Precision {
  return signal instanceof Float32Array ? 'float32' : 'float64'
}

/** target[at..] = signal[from..to). */
export function copyInto(target: Samples, at: number, signal: TypedSignal, from: number, to: number): void {
  if (from === 0 && to === signal.length) target.set(signal, at)
  else target.set(signal.subarray(from, to), at)
}

/** Signals one behind the other, in the precision of the first unless another is wanted. */
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

/**
 * The signal itself where it is a typed array, else its numbers. A plain array can be anything inside: it is read before
 * anything else happens, so that what goes wrong there, or what its getters do, finds no computation half done.
 */
export function typed(signal: SignalLike): TypedSignal {
  return ArrayBuffer.isView(signal) ? (signal as SignalLike as TypedSignal) : Float64Array.from(signal)
}

/**
 * Throws unless `value` is a typed array or an array of numbers. Of its elements only the first is looked at, as a list of channels
 * is what is given most by mistake, and would be NaN without a word.
 */
export function requireSignal(value: SignalLike, name: string): void {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
      throw new TypeError(
        `${name} holds BigInts: give numbers, for example Float64Array.from(${name}, Number)`,
      )
    }
    if (typeof value[0] === 'object' && value[0] !== null) {
      throw new TypeError(
        `${name} is a list of channels, or of other objects: give one of them, as ${name}[0], or for streams of several ` +
          'channels use ConvolverMatrix',
      )
    }
    return
  }
  throw new TypeError(
    `${name} is ${kindOf(value)}: give a Float32Array, a Float64Array or an array of numbers`,
  )
}

/** Throws unless all samples are finite: for results that one bad sample would spoil as a whole. */
export function requireFinite(signal: SignalLike, name: string, remedy = 'mend or remove it'): void {
  for (let n = 0; n < signal.length; n++) {
    if (Number.isFinite(signal[n])) continue
    throw new RangeError(`${name}[${n}] is ${signal[n]}, not a finite number: ${remedy}`)
  }
}

/** Throws unless results can be written to `out`, which messages call by its name. */
export function requireOutput(out: Samples, name = 'out'): void {
  if (out instanceof Float32Array || out instanceof Float64Array) return
  throw new TypeError(`${name} is neither a Float32Array nor a Float64Array: give one of these`)
}

/** Throws unless `value` is one of `allowed`. */
export function requireOneOf<T extends string>(value: T, allowed: readonly T[], name: string): void {
  if (typeof value !== 'string') {
    throw new TypeError(`${name} is ${kindOf(value)}: give one of ${allowed.map((a) => `'${a}'`).join(', ')}`)
  }
  if (!allowed.includes(value)) {
    throw new RangeError(
      `${name} is ${JSON.stringify(value)}: give one of ${allowed.map((a) => `'${a}'`).join(', ')}`,
    )
  }
}

/** Throws unless `value` is a number, of whatever size. */
export function requireNumber(value: number, name: string): void {
  if (typeof value !== 'number') throw new TypeError(`${name} is ${kindOf(value)}: give a number`)
}

/** Throws unless `value` is a function. */
export function requireFunction(value: (...args: never[]) => unknown, name: string): void {
  if (typeof value !== 'function') throw new TypeError(`${name} is ${kindOf(value)}: give a function`)
}

/** Throws unless `value` is a whole number of at least `least`. Written so that NaN fails. */
export function requireCount(value: number, least: number, name: string): void {
  if (typeof value !== 'number') throw new TypeError(`${name} is ${kindOf(value)}: give a whole number`)
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new RangeError(`${name} is ${String(value)}: give a whole number of at least ${String(least)}`)
  }
}

/** Names the kind of any value, for messages. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value !== 'object') return `a ${typeof value}`
  const name = Object.prototype.toString.call(value).slice(8, -1)
  return name === 'Object' ? 'an object' : `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`
}
