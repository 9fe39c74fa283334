import { isSameFile } from '../../node/same-file.js'
import { UsageError } from '../terminal/errors.js'

/** @throws UsageError if the output is one of the inputs, however their paths are written */
export async function requireOther(output: string | undefined, inputs: readonly string[]): Promise<void> {
  if (output === undefined || output === '-') return
  for (const input of inputs) {
    if (input === '-' || !(await isSameFile(input, output))) continue
    throw new UsageError(
      `${output} is one of the inputs, and writing it would destroy it: use another name for the output`,
    )
  }
}
