import { type Command, Option } from 'commander'
import type { PcmFormat } from '../../format/pcm/pcm-format.js'
import { formatOf } from '../inputs/format-name.js'

/** The options of outputs that are sound or series, like their inputs. */
export interface OutputOptions {
  readonly output?: string
  /** The folder for the outputs of several inputs. */
  readonly outputDir?: string
  readonly outputFormat?: PcmFormat
  readonly dither?: boolean
}

/** Adds the options that describe the output of one input, or of several. */
export function addOutputOptions(command: Command): Command {
  return addSingleOutputOptions(command).option(
    '--output-dir <dir>',
    'folder for the outputs of several inputs',
  )
}

/** The same for a command that has one output. */
export function addSingleOutputOptions(command: Command): Command {
  return command
    .option(
      '-o, --output <file>',
      'file to write: .wav or .raw, or the format of the input series (default: stdout)',
    )
    .addOption(
      new Option(
        '--output-format <name>',
        'sample format of the output (default: that of the input)',
      ).argParser(formatOf),
    )
    .option('--dither', 'add triangular dither before rounding to integers')
}
