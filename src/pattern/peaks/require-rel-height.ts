import { requireNumber } from '../../require.js'

/** Throws unless `relHeight` is a fraction of a prominence, of at least 0. Above 1, the height is below the base. */
export function requireRelHeight(relHeight: number): void {
  requireNumber(relHeight, 'relHeight')
  if (!(relHeight >= 0)) throw new RangeError(`relHeight must be a number of at least 0, got ${relHeight}`)
}
