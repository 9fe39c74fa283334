import { type Command, Option } from 'commander'
import type { ColumnName } from '../../format/series.js'
import type { PcmFormat } from '../../format/pcm-format.js'
import { formatOf } from './format-name.js'
import { count, hertz } from './quantities.js'

/** What the user says about an input that does not say it itself. */
export interface InputOptions {
  /** Samples a second, in Hz: of raw PCM, or of a series. */
  readonly rate?: number | undefined
  /** Channels of raw PCM. */
  readonly channels?: number | undefined
  /** How samples are stored, in raw PCM. */
  readonly format?: PcmFormat | undefined
  /** The columns of a series to read. */
  readonly column?: readonly ColumnName[] | undefined
  /** The column of times. */
  readonly time?: ColumnName | undefined
}

/** Adds the options that describe an input. */
export function addInputOptions(command: Command): Command {
  return addUntimedInputOptions(command).addOption(
    new Option('--time <name>', 'column of the times of a series').argParser(column),
  )
}

/** The same for a command that makes nothing of times. */
export function addUntimedInputOptions(command: Command): Command {
  return command
    .addOption(new Option('--rate <hz>', 'samples a second, of raw PCM or of a series').argParser(hertz))
    .addOption(new Option('--channels <n>', 'channels of raw PCM (default: 1)').argParser(count))
    .addOption(
      new Option('--format <name>', 'how samples are stored: s16, s24le, f32be ...').argParser(formatOf),
    )
    .addOption(
      new Option(
        '--column <name>',
        'column of a CSV or NDJSON series, by name or number from 0; or several',
      ).argParser(columns),
    )
}

/** For `argParser`: a column, by its name or its number. */
export function column(text: string): ColumnName {
  // What is too long for a number can be a name.
  return /^\d{1,15}$/.test(text) ? Number(text) : text
}

/** Named once, with commas between, or several times. */
function columns(text: string, before: readonly ColumnName[] = []): readonly ColumnName[] {
  return [...before, ...text.split(',').map(column)]
}
