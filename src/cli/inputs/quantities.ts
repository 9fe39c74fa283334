import { InvalidArgumentError } from 'commander'

// The quantities that options take, for `argParser`: numbers that may be followed by a unit, or by k or M.

/** Any number, also followed by k or M; NaN for other texts. */
export function numberOf(text: string): number {
  const infinite = /^\s*([-+]?)Infinity\s*$/.exec(text)
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity
  return valueOf(text, {})
}

/** A number above 0. */
export function positive(text: string): number {
  return above0(numberOf(text), 'Give a number above 0.')
}

/** The score of a match. */
export function score(text: string): number {
  const value = numberOf(text)
  if (value > 0 && value <= 1) return value
  throw new InvalidArgumentError('Give a score above 0 and at most 1.')
}

/** A finite number. */
export function finite(text: string): number {
  const value = numberOf(text)
  if (Number.isFinite(value)) return value
  throw new InvalidArgumentError('Give a number.')
}

/** A whole number of at least 1. */
export function count(text: string): number {
  const value = numberOf(text)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidArgumentError('Give a whole number of at least 1.')
}

/** A whole number of at least 0. */
export function wholeNumber(text: string): number {
  const value = numberOf(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new InvalidArgumentError('Give a whole number of at least 0.')
}

/** A frequency, or a sample rate: 440, 440Hz, 2k, 44.1kHz. */
export function hertz(text: string): number {
  return above0(valueOf(text, { hz: 0 }), 'Give a frequency above 0, such as 440, 2k or 44.1kHz.')
}

/** Two frequencies, the lower one first: 300,3400 or 0.3k,3.4kHz. */
export function band(text: string): readonly [number, number] {
  const [low, high, ...others] = text.split(',').map((part) => valueOf(part, { hz: 0 }))
  if (low > 0 && high > low && high < Infinity && others.length === 0) return [low, high]
  throw new InvalidArgumentError('Give two frequencies, the lower one first, such as 300,3400.')
}

/** A level above 0: 80, or 80dB. */
export function decibels(text: string): number {
  return above0(valueOf(text, { db: 0 }), 'Give decibels above 0, such as 80dB.')
}

/** A time in seconds: 5, 5s or 20ms. */
export function seconds(text: string): number {
  return above0(valueOf(text, { ms: -3, s: 0 }), 'Give a time above 0, such as 5s or 20ms.')
}

/** A delay in milliseconds, 0 or more: 20, 20ms or 0.1s. */
export function milliseconds(text: string): number {
  const value = valueOf(text, { ms: 0, s: 3 })
  if (value >= 0 && value < Infinity) return value
  throw new InvalidArgumentError('Give a delay in milliseconds, such as 20ms.')
}

/** A factor, or a level with the unit dB. */
export function gain(text: string): number {
  const value = level(text)
  if (value !== 0) return value
  throw new InvalidArgumentError('Give a factor, such as 0.5, or decibels, such as -6dB.')
}

/** The same, or 0. */
export function level(text: string): number {
  const isDecibels = /db\s*$/i.test(text)
  const value = isDecibels ? 10 ** (valueOf(text, { db: 0 }) / 20) : numberOf(text)
  if (Number.isFinite(value)) return value
  throw new InvalidArgumentError('Give a factor, such as 0.5, or decibels, such as -6dB.')
}

/** Units, and the power of ten that converts each to that of the result. */
type Units = Readonly<Record<string, number>>

const PREFIXES = new Map([
  ['', 0],
  ['k', 3],
  ['K', 3],
  ['M', 6],
])

/** A number, followed by one of these units or none; NaN for other texts. */
function valueOf(text: string, units: Units): number {
  const found = NUMBER.exec(text.trim())
  if (found === null) return NaN
  const [, digits, exponent = '0', letters] = found
  const powers = Object.entries({ ...units, '': 0 }).flatMap(([unit, power]) => {
    const prefix = PREFIXES.get(letters.slice(0, letters.length - unit.length))
    return prefix !== undefined && letters.toLowerCase().endsWith(unit) ? [prefix + power] : []
  })
  // Converted as text, because 4.35 * 1000 would be rounded.
  return powers.length === 0 ? NaN : Number(`${digits}e${Number(exponent) + powers[0]}`)
}

const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+))(?:e([-+]?\d+))?\s*([a-z]*)$/i

function above0(value: number, message: string): number {
  if (value > 0 && value < Infinity) return value
  throw new InvalidArgumentError(message)
}
