// The checks of arguments. Every public function uses these, so that rules and messages are the same everywhere: "<name> must be
// <what is allowed>, got <what was given>: <remedy>". A wrong kind of value is a TypeError, a wrong value a RangeError. `read…`
// returns what it has checked, read once, so that later changes by the caller, or getters, have no effect.

import { describe, tagOf } from './describe.js'
import { nearestName } from './nearest-name.js'
import {
  isSamples,
  type Precision,
  type Samples,
  type SignalLike,
  type TypedSignal,
  typedArrayLength,
  typedArrayName,
} from './samples.js'
import { shown } from './shown.js'
import { signalRemedy } from './signal-remedy.js'

/** An object that has every option of `Options` as a key, with the value `true`. The compiler checks that none is missing. */
export type OptionNames<Options> = Readonly<Record<KeyOf<Options>, true>>
type KeyOf<Options> = Options extends Options ? keyof Options : never

/**
 * Merges the names of options. Mark the call as pure (`@__PURE__`): bundlers leave out such a call where nothing uses its result,
 * but keep a spread, which could have side effects.
 */
export function withNames<Names extends object, More extends Readonly<Record<string, true>>>(
  names: Names,
  more: More,
): Names & More {
  return { ...names, ...more }
}

/**
 * Returns the options, each read once. Throws unless `options` is an object, or undefined, and has only known names.
 *
 * @param names All known names: `{ mode: true, method: true }`.
 * @param name The name of the object in messages.
 */
export function readOptions<Options extends object>(
  options: Options | undefined,
  names: OptionNames<Options>,
  name = 'options',
): Options {
  const known = Object.keys(names)
  if (options !== undefined && !isObject(options)) {
    throw new TypeError(`${name} must be an object with any of ${known.join(', ')}, got ${describe(options)}`)
  }
  const given = (options ?? {}) as Readonly<Record<string, unknown>>
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(names, key)) throw unknownOption(key, known)
  }
  const read: Record<string, unknown> = {}
  for (const key of known) {
    const value = given[key]
    if (value !== undefined) read[key] = value
  }
  return read as Options
}

function unknownOption(name: string, known: readonly string[]): TypeError {
  const nearest = nearestName(name, known)
  return new TypeError(
    `unknown option '${shown(name, 40)}': ` +
      (nearest === undefined ? `the options are ${known.join(', ')}` : `did you mean '${nearest}'?`),
  )
}

/** Whether the value is an object with named properties, rather than an instance of a built-in class such as Array, Map or Date. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && tagOf(value) === 'Object'
}

/** Throws unless `value` is an object with named properties. The message shows `example`. */
export function requireObject(value: object, name: string, example: string): void {
  if (!isObject(value))
    throw new TypeError(`${name} must be an object such as ${example}, got ${describe(value)}`)
}

/**
 * Returns a signal as a typed array: itself if it is one, else a copy. Throws unless it is a typed array or an array of only
 * numbers: a missing value is NaN, never null or undefined.
 */
export function readSignal(value: SignalLike, name: string): TypedSignal {
  const kind = typedArrayName(value)
  if (kind !== undefined) {
    requireNumbers(value as TypedSignal, kind, name)
    return value as TypedSignal
  }
  if (!Array.isArray(value)) {
    throw new TypeError(
      `${name} must be a Float32Array, a Float64Array or an array of numbers, got ${describe(value)}${signalRemedy(value, name)}`,
    )
  }
  return readNumbers(value, name)
}

/** As `readSignal`, for values that may also be a single number. */
export function readChunk(value: SignalLike | number, name = 'chunk'): TypedSignal {
  return typeof value === 'number' ? Float64Array.of(value) : readSignal(value, name)
}

/** Throws unless `readSignal` would take the value. */
export function requireSignal(value: SignalLike, name: string): void {
  readSignal(value, name)
}

function readNumbers(values: readonly unknown[], name: string): Float64Array {
  const { length } = values
  const numbers = new Float64Array(length)
  for (let n = 0; n < length; n++) {
    const value = values[n]
    if (typeof value !== 'number') throw notANumber(value, n, name)
    numbers[n] = value
  }
  return numbers
}

function notANumber(value: unknown, n: number, name: string): TypeError {
  if (n === 0 && typeof value === 'object' && value !== null) {
    return new TypeError(
      `${name} must be an array of numbers, got an array of ${Array.isArray(value) ? 'arrays' : 'objects'}: pass one ` +
        `channel, such as ${name}[0], or use ConvolverMatrix for several`,
    )
  }
  const remedy = value === null || value === undefined ? ': use NaN for a missing value' : ''
  return new TypeError(`${name}[${n}] must be a number, got ${describe(value)}${remedy}`)
}

function requireNumbers(view: TypedSignal, kind: string, name: string): void {
  if (kind.startsWith('Big')) {
    throw new TypeError(
      `${name} must hold numbers, got a ${kind}: convert it, as Float64Array.from(${name}, Number)`,
    )
  }
  requireOwnLength(view, name)
}

/** An array can be given a `length` that is not its own. The engine would then read old memory in place of the missing elements. */
function requireOwnLength(view: TypedSignal, name: string): void {
  const length = typedArrayLength(view)
  if (view.length !== length) {
    throw new TypeError(`${name}.length must be that of the array, ${length}, got ${describe(view.length)}`)
  }
  if (length === 0) requireAttached(view, name)
}

/** The arrays of a buffer that was transferred to another thread are detached: they have no elements. */
function requireAttached(view: ArrayBufferView, name: string): void {
  try {
    new Uint8Array(view.buffer)
  } catch (cause) {
    throw new TypeError(`${name} must have its buffer, got one whose buffer was transferred: pass a copy`, {
      cause,
    })
  }
}

/** Returns the bytes. Throws unless they are a `Uint8Array`, as a `Buffer` is. */
export function readBytes(value: Uint8Array, name = 'chunk'): Uint8Array {
  if (typedArrayName(value) !== 'Uint8Array') {
    const remedy = typeof value === 'string' ? ': set no encoding on the stream it comes from' : ''
    throw new TypeError(`${name} must be a Uint8Array, got ${describe(value)}${remedy}`)
  }
  requireOwnLength(value, name)
  return value
}

/** Throws unless all samples are finite: for results that a single bad sample would make useless. */
export function requireFinite(signal: SignalLike, name: string, remedy = 'replace or remove it'): void {
  for (let n = 0; n < signal.length; n++) {
    if (!Number.isFinite(signal[n])) {
      throw new RangeError(`${name}[${n}] must be finite, got ${signal[n]}: ${remedy}`)
    }
  }
}

/** Throws unless results can be written to `out`, with `length` samples if given. `why` says whose length it is. */
export function requireOutput(out: Samples, name = 'out', length?: number, why = ''): void {
  if (!isSamples(out)) {
    throw new TypeError(`${name} must be a Float32Array or a Float64Array, got ${describe(out)}`)
  }
  requireOwnLength(out, name)
  if (length !== undefined && out.length !== length) {
    throw new RangeError(
      `${name} must have ${length} samples${why === '' ? '' : `, ${why}`}, got ${out.length}`,
    )
  }
}

/** Throws if two outputs overlap: what is written into one would change the other. */
export function requireApart(out: Samples, other: Samples, name: string, otherName: string): void {
  if (out.buffer !== other.buffer) return
  if (other.byteOffset >= out.byteOffset + out.byteLength) return
  if (out.byteOffset >= other.byteOffset + other.byteLength) return
  throw new RangeError(`${name} must have memory of its own, got some of ${otherName}: pass another array`)
}

/** Throws unless `value` is one of `allowed`. */
export function requireOneOf<T extends string>(value: T, allowed: readonly T[], name: string): void {
  if ((allowed as readonly unknown[]).includes(value)) return
  const message = `${name} must be ${quotedList(allowed)}, got ${describe(value)}`
  throw typeof value === 'string' ? new RangeError(message) : new TypeError(message)
}

/** 'a', 'b' or 'c'. */
function quotedList(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`)
  const last = quoted.pop() ?? 'nothing'
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}

const PRECISIONS: readonly Precision[] = ['float32', 'float64']

/** Throws unless `value` is the name of a precision. */
export function requirePrecision(value: Precision, name = 'precision'): void {
  requireOneOf(value, PRECISIONS, name)
}

/** Throws unless `value` is a number. NaN is one. */
export function requireNumber(value: number, name: string): void {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, got ${describe(value)}`)
}

/** Throws unless `value` is a whole number of at least `least`, and at most `greatest`. */
export function requireCount(
  value: number,
  least: number,
  name: string,
  greatest = Number.MAX_SAFE_INTEGER,
): void {
  requireThat(
    Number.isSafeInteger(value) && value >= least && value <= greatest,
    value,
    name,
    `a whole number ${boundsOf(least, greatest)}`,
  )
}

/** Throws unless `value` is a finite number above 0. */
export function requirePositive(value: number, name: string): void {
  requireThat(Number.isFinite(value) && value > 0, value, name, 'a finite number above 0')
}

/** Throws unless `value` is a finite number of at least `least` and at most `greatest`. */
export function requireInRange(value: number, least: number, greatest: number, name: string): void {
  requireThat(
    Number.isFinite(value) && value >= least && value <= greatest,
    value,
    name,
    least === -Infinity && greatest === Infinity
      ? 'a finite number'
      : `a number ${boundsOf(least, greatest)}`,
  )
}

function boundsOf(least: number, greatest: number): string {
  if (least === -Infinity) return `of at most ${greatest}`
  return greatest === Infinity || greatest === Number.MAX_SAFE_INTEGER
    ? `of at least ${least}`
    : `from ${least} to ${greatest}`
}

/** Throws a RangeError for a number that is not allowed, and a TypeError if the value is not a number. */
function requireThat(isAllowed: boolean, value: unknown, name: string, allowed: string): void {
  if (typeof value === 'number' && isAllowed) return
  const message = `${name} must be ${allowed}, got ${describe(value)}`
  throw typeof value === 'number' ? new RangeError(message) : new TypeError(message)
}

/** Throws unless `value` is true or false. */
export function requireBoolean(value: boolean, name: string): void {
  if (typeof value !== 'boolean') throw new TypeError(`${name} must be true or false, got ${describe(value)}`)
}

/** Throws unless `value` is a string, which may be empty. */
export function requireString(value: string, name: string): void {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string, got ${describe(value)}`)
}

/** Throws unless `value` is a function. */
export function requireFunction(value: (...args: never[]) => unknown, name: string, example?: string): void {
  if (typeof value === 'function') return
  const remedy = example === undefined ? '' : `: pass ${example}`
  throw new TypeError(`${name} must be a function, got ${describe(value)}${remedy}`)
}

/** Returns the elements of an array, read once. Throws unless it is a plain array; `what` describes its elements. */
export function readList<T>(value: readonly T[], name: string, what: string): readonly T[] {
  if (!Array.isArray(value))
    throw new TypeError(`${name} must be an array of ${what}, got ${describe(value)}`)
  return Array.from(value as readonly T[])
}
