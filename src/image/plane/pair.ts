import { readOptions, requireCount } from '../../require.js'

/** One number for both directions, or one for each: x along the rows, y along the columns. */
export type Pair = number | { readonly x: number; readonly y: number }

/** Returns both numbers. Throws unless they are whole numbers of at least `least`. */
export function readPair(
  value: Pair,
  least: number,
  name: string,
): { readonly x: number; readonly y: number } {
  if (typeof value !== 'object' || (value as unknown) === null) {
    requireCount(value as number, least, name)
    return { x: value as number, y: value as number }
  }
  const { x, y } = readOptions(value, { x: true, y: true }, name)
  requireCount(x, least, `${name}.x`)
  requireCount(y, least, `${name}.y`)
  return { x, y }
}
