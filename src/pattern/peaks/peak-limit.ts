import { describe } from '../../describe.js'

/**
 * The limits of a property: a minimum, or a range that includes its ends. A minimum of −Infinity and a maximum of Infinity mean no
 * limit.
 */
export type PeakLimit = number | readonly [least: number, greatest: number]

/** Whether values from `low` to `high` are within a limit. NaN is where there is none. */
export function isWithin(limit: PeakLimit, low: number, high = low): boolean {
  const [least, greatest] = rangeOf(limit)
  return (least === -Infinity || low >= least) && (greatest === Infinity || high <= greatest)
}

function rangeOf(limit: PeakLimit): readonly [least: number, greatest: number] {
  return typeof limit === 'number' ? [limit, Infinity] : limit
}

/** Returns a limit whose numbers are read once. */
export function readLimit(limit: PeakLimit, name: string): PeakLimit {
  const range: readonly unknown[] = Array.isArray(limit) ? Array.from<unknown>(limit) : [limit, Infinity]
  const [least, greatest] = range
  if (range.length !== 2 || typeof least !== 'number' || typeof greatest !== 'number') {
    throw new TypeError(`${name} must be the least value, or [least, greatest], got ${describe(limit)}`)
  }
  if (!(least <= greatest)) {
    throw new RangeError(
      `${name} must be the least value, or [least, greatest] with least ≤ greatest, got ` +
        (Array.isArray(limit) ? `[${least}, ${greatest}]` : `${least}`),
    )
  }
  return [least, greatest]
}
