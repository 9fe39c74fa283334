import { resolve } from 'node:path'
import { UsageError } from '../errors.js'

/** @throws UsageError if the output is one of the inputs */
export function requireOther(output: string | undefined, inputs: readonly string[]): void {
  if (output === undefined || output === '-') return
  if (inputs.some((input) => input !== '-' && resolve(input) === resolve(output))) {
    throw new UsageError(`${output} is read, and cannot be written as well: give the output another name`)
  }
}
