import { requireNumber } from '../../require.js'

/** Throws unless `relHeight` is a part of a prominence: at least 0, and beyond 1 below the base. */
export function requireRelHeight(relHeight: number): void {
  requireNumber(relHeight, 'relHeight')
  if (!(relHeight >= 0)) throw new RangeError(`relHeight must be a number of at least 0, got ${relHeight}`)
}
