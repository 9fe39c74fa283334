import { UsageError } from '../terminal/errors.js'
import type { SeriesInput } from './input.js'

/** @throws UsageError if a series has no columns of values */
export function requireColumns(count: number, { name }: Pick<SeriesInput, 'name'>): void {
  if (count > 0) return
  throw new UsageError(
    `${name} has no column besides that of the times: choose another one with --time, or none`,
  )
}
