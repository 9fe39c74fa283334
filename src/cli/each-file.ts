import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { asFileError } from '../node/file-error.js'
import { DataError, UsageError } from './terminal/errors.js'
import { type Io, say, sayError } from './terminal/io.js'
import { messageOf } from './terminal/message-of.js'
import { outputNames } from './outputs/output-names.js'
import { requireOther } from './outputs/require-other.js'

/** The settings that all files share. */
export interface FilesOptions {
  readonly outputDir: string
  /** The value of --output, which excludes --output-dir. */
  readonly output: string | undefined
  /** Files that are read besides the inputs. */
  readonly others?: readonly string[]
  readonly nameOf: (input: string) => string
  /** What was done with the files, for the summary. */
  readonly done: string
}

/**
 * Processes files one by one. A file that fails does not stop the others. Outputs have the names of their inputs.
 *
 * @throws UsageError if two outputs would have the same name, or one is an input; DataError at the end, if some failed
 */
export async function eachFile(
  inputs: readonly string[],
  { outputDir, output, others = [], nameOf, done }: FilesOptions,
  work: (input: string, output: string) => Promise<void>,
  io: Io,
): Promise<void> {
  requireFiles(inputs, output)
  const outputs = outputNames(inputs, nameOf).map((name) => join(outputDir, name))
  for (const path of outputs) await requireOther(path, [...inputs, ...others])
  await mkdir(outputDir, { recursive: true }).catch(asFileError(outputDir))
  let failed = 0
  for (const [i, input] of inputs.entries()) {
    try {
      await work(input, outputs[i])
    } catch (error) {
      const message = messageOf(error)
      if (message === undefined) throw error
      sayError(io, message)
      failed++
    }
  }
  const count = `${inputs.length - failed} of ${inputs.length} ${inputs.length === 1 ? 'file' : 'files'} ${done}`
  if (failed > 0) throw new DataError(`${count}, ${failed} failed: see above`)
  say(io, `tapline: ${count}, in ${outputDir}`)
}

/** The only input, or undefined for stdin. */
export function onlyInput(inputs: readonly string[]): string | undefined {
  if (inputs.length <= 1) return inputs.at(0)
  throw new UsageError(`${inputs.length} inputs (${inputs.join(', ')}): pass --output-dir for several`)
}

/** @throws UsageError unless there are files, without -o */
export function requireFiles(inputs: readonly string[], output: string | undefined): void {
  if (output !== undefined) throw new UsageError('--output and --output-dir exclude each other: pass one')
  if (inputs.length === 0) throw new UsageError('no inputs: name files, for --output-dir')
  if (inputs.includes('-')) {
    throw new UsageError('stdin (-) has no name for its output: pass files alone, or -o')
  }
}
