import { type Command, Option } from 'commander'
import { type Peak, PeakDetector } from '../../pattern/peaks/peak-detector.js'
import { Timed } from '../../pattern/timed/timed.js'
import type { TimedInput } from '../../pattern/timed/timestamps.js'
import { addInputOptions, type InputOptions } from '../inputs/input-options.js'
import { oneSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { count, finite } from '../inputs/quantities.js'
import { eventsIn, whenOf } from '../match/events.js'
import { Table } from '../outputs/table.js'
import { blamingOptions } from '../terminal/blame.js'
import type { Io } from '../terminal/io.js'

interface PeakFlags extends InputOptions {
  readonly height?: number
  readonly threshold?: number
  readonly distance?: number
  readonly prominence?: number
  readonly wlen?: number
  readonly json?: boolean
}

/** `tapline peaks IN` */
export function configure(command: Command, io: Io): void {
  addInputOptions(
    command
      .argument('[in]', 'series or sound (default: stdin)')
      .addOption(new Option('--height <value>', 'least value of a peak').argParser(finite))
      .addOption(
        new Option('--threshold <value>', 'least height above both neighbouring samples').argParser(finite),
      )
      .addOption(
        new Option(
          '--distance <n>',
          'least distance between peaks, in samples: the higher ones are kept',
        ).argParser(count),
      )
      .addOption(
        new Option('--prominence <value>', 'least height above the higher one of its bases').argParser(
          finite,
        ),
      )
      .addOption(
        new Option('--wlen <n>', 'number of samples around a peak in which its bases are searched').argParser(
          count,
        ),
      )
      .option('--json', 'print a line of JSON for each peak, instead of CSV'),
  )
    .addHelpText('after', HELP)
    .action((path: string | undefined, flags: PeakFlags) => peaks(path, flags, io))
}

const HELP = `
Writes CSV, with a line for each peak as soon as it is certain: its index, its time (in seconds, or from the column --time) if it is
known, its height, and with --wlen its prominence. The peaks are those of SciPy's find_peaks with the same options; --prominence needs
--wlen. The channels of a sound are averaged.

Examples:
  tapline peaks sensor.csv --column v --time t --height 3
  tapline peaks pulse.csv --rate 100 --distance 40 --prominence 0.5 --wlen 200
  tail -n +1 -f sensor.csv | tapline peaks --column v --distance 10 --json`

/** Times are kept for at least this many samples, as a peak in the middle of a plateau is known only at the end of the plateau. */
const LEAST_TIMES = 2 ** 16

/** A peak is known at most this many distances after it. */
const MOST_DISTANCES = 17

async function peaks(path: string | undefined, flags: PeakFlags, io: Io): Promise<void> {
  const { sampleRate, readings } = oneSignal(await openInput(path, flags, io))
  using detector = makeDetector(flags)
  const names = ['index', ...(flags.time !== undefined || sampleRate !== undefined ? ['time'] : []), 'height']
  const table = new Table(io, flags.wlen === undefined ? names : [...names, 'prominence'], {
    isJson: flags.json === true,
  })
  const write = (found: readonly Peak[]) =>
    table.write(found.map((peak) => ({ ...whenOf(peak, sampleRate), ...rowOf(peak) })))
  await table.write([])
  for await (const piece of readings) await write(eventsIn(detector, piece))
  await write(detector.flush())
}

function rowOf({ index, height, prominence }: Peak) {
  return prominence === undefined ? { index, height } : { index, height, prominence }
}

function makeDetector(flags: PeakFlags): Timed<TimedInput, Peak> {
  const { height, threshold, distance, prominence, wlen } = flags
  const options = {
    ...(height === undefined ? {} : { height }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(distance === undefined ? {} : { distance }),
    ...(prominence === undefined ? {} : { prominence }),
    ...(wlen === undefined ? {} : { wlen }),
  }
  const detector = blamingOptions(() => new PeakDetector(options))
  const kept = MOST_DISTANCES * (distance ?? 1) + (wlen ?? 0)
  return new Timed<TimedInput, Peak>(detector, Math.min(Math.max(kept, LEAST_TIMES), Number.MAX_SAFE_INTEGER))
}
