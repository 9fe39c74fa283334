import type { SeriesTime } from './series.js'

/** A point in time as the sum of a coarse and a fine part. Their differences keep digits that a single number would lose. */
export interface Instant {
  readonly coarse: number
  readonly fine: number
  /** Whether it is a date: then it is in seconds. */
  readonly isDate: boolean
}

const DATE = /^(\d{4}-\d\d(?:-\d\d)?)(?:[T ](\d\d:\d\d)(?:(:\d\d)([.,]\d+)?)?[ ]?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i

/** The point in time that a number or an ISO 8601 date denotes; undefined for any other text. Dates without a zone are UTC. */
export function instantOf(time: SeriesTime): Instant | undefined {
  if (typeof time === 'number') return numbered(time)
  const text = time.trim()
  if (/^[+-]?\d{16,40}$/.test(text)) return wholeOf(BigInt(text.replace('+', '')))
  if (/^[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:e[+-]?\d{1,3})?$/i.test(text)) return numbered(Number(text))
  const date = DATE.exec(text)
  return date === null ? undefined : dateOf(date)
}

function numbered(value: number): Instant | undefined {
  return Number.isFinite(value) ? { coarse: value, fine: 0, isDate: false } : undefined
}

/** Nanoseconds since 1970 are beyond 2⁵³. */
function wholeOf(value: bigint): Instant {
  return { coarse: Number(value >> 32n) * 2 ** 32, fine: Number(value & 0xffffffffn), isDate: false }
}

/**
 * Needed because `Date.parse` keeps only milliseconds, and takes dates without a zone as local time, in which some hours are
 * missing.
 */
function dateOf(parts: RegExpExecArray): Instant | undefined {
  const [, day, minute = '00:00', second = ':00', fraction = '', zone = 'Z'] = parts as readonly (
    | string
    | undefined
  )[]
  const milliseconds = Date.parse(`${day}T${minute}${second}${zoneOf(zone)}`)
  if (Number.isNaN(milliseconds)) return undefined
  return { coarse: milliseconds / 1000, fine: Number(`0${fraction.replace(',', '.')}`), isDate: true }
}

/** With hours and minutes: `+0130` and `+01` are ISO 8601, but not what `Date.parse` reads. */
function zoneOf(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z'
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`
}
