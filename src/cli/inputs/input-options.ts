import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CsvDialect } from '../../format/series/csv-dialect.js'
import type { Gaps } from '../../format/series/gap-filler.js'
import type { ColumnName } from '../../format/series/series.js'
import type { PcmFormat } from '../../format/pcm/pcm-format.js'
import { formatOf } from './format-name.js'
import { count, hertz, positive, wholeNumber } from './quantities.js'

/** The user's description of an input that does not describe itself. */
export interface InputOptions {
  /** The sample rate of raw PCM or of a series, in Hz. */
  readonly rate?: number | undefined
  /** The number of channels of raw PCM. */
  readonly channels?: number | undefined
  /** The sample format of raw PCM. */
  readonly format?: PcmFormat | undefined
  /** The columns to read of a series. */
  readonly column?: readonly ColumnName[] | undefined
  /** The column of times. */
  readonly time?: ColumnName | undefined
  /** The step of an even grid of times on which a series is put, and the longest gap that is bridged then. */
  readonly regrid?: number | undefined
  readonly maxGap?: number | undefined
  /** How CSV is written: see `CsvDialect`. */
  readonly delimiter?: string | undefined
  readonly decimal?: '.' | ',' | undefined
  readonly comment?: string | undefined
  readonly skipRows?: number | undefined
  readonly na?: readonly string[] | undefined
  /** What to do with missing readings of a series. */
  readonly gaps?: Gaps | undefined
  /** Whether truncated sound is refused. Otherwise it is read as far as it goes, with a warning. */
  readonly strict?: boolean | undefined
}

/** The description of the dialect of CSV. */
export function dialectOf({ delimiter, decimal, comment, skipRows, na }: InputOptions): CsvDialect {
  return {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(comment === undefined ? {} : { comment }),
    ...(skipRows === undefined ? {} : { skipRows }),
    ...(na === undefined ? {} : { na }),
  }
}

/** The first option that is for tables alone, as it is called on the command line; undefined if none was given. */
export function tableOptionOf({
  column,
  time,
  regrid,
  maxGap,
  gaps,
  ...options
}: InputOptions): string | undefined {
  const given = { column, time, regrid, maxGap, gaps, ...dialectOf(options) }
  const [name] = Object.entries(given).find(([, value]) => value !== undefined) ?? []
  return name && `--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Adds the options that describe an input. */
export function addInputOptions(command: Command): Command {
  return addUntimedInputOptions(command)
    .addOption(new Option('--time <name>', 'column that holds the times of a series').argParser(column))
    .addOption(
      new Option(
        '--regrid <step>',
        'put a series with uneven times on an even grid: its step, in seconds for dates, else as the times',
      ).argParser(positive),
    )
    .addOption(
      new Option('--max-gap <time>', 'with --regrid, leave longer gaps between times empty').argParser(
        positive,
      ),
    )
}

/** The same for a command that does not use times. */
export function addUntimedInputOptions(command: Command): Command {
  return command
    .addOption(new Option('--rate <hz>', 'samples a second, of raw PCM or of a series').argParser(hertz))
    .addOption(new Option('--channels <n>', 'channels of raw PCM (default: 1)').argParser(count))
    .addOption(new Option('--format <name>', 'sample format: s16, s24le, f32be ...').argParser(formatOf))
    .addOption(
      new Option(
        '--column <name>',
        'one or more columns of a CSV or NDJSON series, by name or by number from 0',
      ).argParser(columns),
    )
    .addOption(
      new Option('--delimiter <character>', 'delimiter of CSV fields, or tab (default: detected)').argParser(
        delimiter,
      ),
    )
    .addOption(new Option('--decimal <character>', 'decimal mark of numbers in CSV').choices(['.', ',']))
    .option('--comment <text>', 'skip lines of CSV that begin with this text')
    .addOption(
      new Option('--skip-rows <n>', 'skip this many lines at the beginning of CSV').argParser(wholeNumber),
    )
    .addOption(
      new Option('--na <text>', 'one or more texts that stand for a missing number in CSV').argParser(texts),
    )
    .addOption(
      new Option(
        '--gaps <how>',
        'missing readings of a series: nan, or linear:N to bridge up to N readings by straight lines (default: nan)',
      ).argParser(gaps),
    )
    .option('--strict', 'fail on truncated sound, and write nothing')
}

/** For `argParser`: a column, by its name or its number. */
export function column(text: string): ColumnName {
  // A text too long for a number can be a name.
  return /^\d{1,15}$/.test(text) ? Number(text) : text
}

/** For `argParser`: a tab is hard to type. */
function delimiter(text: string): string {
  return text === 'tab' || text === String.raw`\t` ? '\t' : text
}

/** For `argParser`: nan, or linear:3. */
function gaps(text: string): Gaps {
  if (text === 'nan') return text
  const [, digits = ''] = /^linear:(\d{1,9})$/.exec(text) ?? []
  if (Number(digits) >= 1) return { linear: Number(digits) }
  throw new InvalidArgumentError('Give nan, or linear:N with the most readings to bridge, such as linear:3.')
}

/** Takes columns, as `columns` does. */
function texts(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',')]
}

/** Named once, separated by commas, or several times. */
function columns(text: string, before: readonly ColumnName[] = []): readonly ColumnName[] {
  return [...before, ...text.split(',').map(column)]
}
