import { type Command, Option } from 'commander'
import type { AutocorrelateOptions, AutocorrelationScale } from '../../pattern/period/autocorrelate.js'
import type { SeriesTime } from '../../format/series/series.js'
import { joined, type Samples } from '../../samples.js'
import { Timed } from '../../pattern/timed/timed.js'
import { describeWindow, type WindowReport } from '../autocorrelate/describe-window.js'
import { LongAutocorrelation } from '../autocorrelate/long-autocorrelation.js'
import { type Window, Windows } from '../autocorrelate/windows.js'
import { blamingOptions } from '../terminal/blame.js'
import { UsageError } from '../terminal/errors.js'
import { eventsIn, type Event, whenOf } from '../match/events.js'
import { addInputOptions, type InputOptions } from '../inputs/input-options.js'
import { count } from '../inputs/quantities.js'
import { emptyError, type OneSignal, oneSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { type Io, say, writeOut } from '../terminal/io.js'
import { Table } from '../outputs/table.js'

interface AutocorrelateFlags extends InputOptions {
  readonly maxLag?: number
  readonly normalize: AutocorrelationScale
  readonly demean?: boolean
  readonly window?: number
  readonly hop?: number
  readonly json?: boolean
}

/** `tapline autocorrelate IN` */
export function configure(command: Command, io: Io): void {
  addInputOptions(
    command
      .argument('[in]', 'sound or series (default: stdin)')
      .addOption(
        new Option(
          '--max-lag <n>',
          'greatest lag, in samples (default: half of the window, or of the input)',
        ).argParser(count),
      )
      .addOption(
        new Option('--normalize <how>', 'divisor of the sums')
          .choices(['none', 'biased', 'unbiased', 'coefficient'])
          .default('coefficient'),
      )
      .option('--demean', 'subtract the mean first')
      .addOption(
        new Option(
          '--window <n>',
          'analyse windows of this many samples (default: the whole input)',
        ).argParser(count),
      )
      .addOption(
        new Option(
          '--hop <n>',
          'distance between the starts of windows, in samples (default: a window)',
        ).argParser(count),
      )
      .option('--json', 'print a line of JSON for each window: its period and the values'),
  )
    .addHelpText('after', HELP)
    .action((path: string | undefined, flags: AutocorrelateFlags) => autocorrelate(path, flags, io))
}

const HELP = `
Writes CSV: each lag and its value (with --window, the index of the window first), and prints
the period on stderr, at most the greatest lag. --json writes one line of JSON per window:
period (in samples, and in seconds if the rate is known), confidence (0 to 1) and values.
With neither --window nor --max-lag, the whole input is held in memory. With --max-lag and more
than 1,048,576 samples, the period is taken from the run of this length that varies most.

Examples:
  tapline autocorrelate temperatures.csv --column celsius --demean --max-lag 48
  tapline autocorrelate engine.wav --json
  tail -n +1 -f sensor.csv | tapline autocorrelate --column v --window 512 --hop 64 --json`

async function autocorrelate(path: string | undefined, flags: AutocorrelateFlags, io: Io): Promise<void> {
  const { window, hop } = flags
  if (hop !== undefined && window === undefined)
    throw new UsageError('--hop is the distance between windows: pass --window')
  const signal = oneSignal(await openInput(path, flags, io))
  const write = flags.json === true ? jsonWriter(io, signal) : csvWriter(io, window !== undefined)
  for await (const { report, ...found } of window === undefined
    ? whole(signal, optionsOf(flags))
    : windowsOf(signal, window, hop ?? window, optionsOf(flags))) {
    await write(found, report)
  }
}

function optionsOf({ maxLag, normalize, demean = false }: AutocorrelateFlags): AutocorrelateOptions {
  return { normalize, demean, ...(maxLag === undefined ? {} : { maxLag }) }
}

type Described = Event & { readonly report: WindowReport }

/** With --max-lag, a longer signal is processed piece by piece; a shorter one is held in memory. */
const LONG = 2 ** 20

async function* whole(signal: OneSignal, options: AutocorrelateOptions): AsyncGenerator<Described> {
  const { maxLag } = options
  const held: Samples[] = []
  let [length, time]: [number, SeriesTime | undefined] = [0, undefined]
  let long: LongAutocorrelation | undefined
  for await (const { samples, times } of signal.readings) {
    time ??= times.at(0)
    length += samples.length
    held.push(joined([samples]))
    if (maxLag === undefined || length <= LONG) continue
    long ??= new LongAutocorrelation(maxLag, LONG, options)
    for (const some of held.splice(0)) long.add(some)
  }
  if (length === 0) throw emptyError(signal)
  const report = blamingOptions(() => long?.report() ?? describeWindow(joined(held), options))
  yield { index: 0, report, ...(time === undefined ? {} : { time }) }
}

async function* windowsOf(
  { readings }: OneSignal,
  length: number,
  hop: number,
  options: AutocorrelateOptions,
): AsyncGenerator<Described> {
  using windows = blamingOptions(() => new Timed(new Windows(length, hop), length))
  for await (const piece of readings) {
    for (const { samples, ...found } of eventsIn<Window & Event>(windows, piece)) {
      yield { ...found, report: blamingOptions(() => describeWindow(samples, options)) }
    }
  }
}

type Write = (window: Event, report: WindowReport) => Promise<void>

function csvWriter(io: Io, hasWindows: boolean): Write {
  const table = new Table(io, hasWindows ? ['index', 'lag', 'value'] : ['lag', 'value'])
  return async ({ index }, { values, period, confidence }) => {
    await table.write(Array.from(values, (value, lag) => ({ index, lag, value })))
    if (hasWindows) return
    const found =
      period === null
        ? 'none stands out'
        : `${period.toFixed(1)} samples, confidence ${confidence?.toFixed(2)}`
    say(io, `period: ${found}`)
  }
}

function jsonWriter(io: Io, { sampleRate }: OneSignal): Write {
  return async (window, { period, confidence, values }) => {
    const seconds = period !== null && sampleRate !== undefined ? { seconds: period / sampleRate } : {}
    const { index } = window
    const record = {
      index,
      ...whenOf(window, sampleRate),
      period,
      ...seconds,
      confidence,
      values: Array.from(values),
    }
    await writeOut(io, `${JSON.stringify(record)}\n`)
  }
}
