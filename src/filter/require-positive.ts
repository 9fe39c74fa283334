import { requireNumber } from '../samples.js'

/** Throws unless `value` is a finite number above 0. */
export function requirePositive(value: number, name: string): void {
  requireNumber(value, name)
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(`${name} is ${value}: give a finite number above 0`)
  }
}
