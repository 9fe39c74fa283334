import { type Command, Option } from 'commander'
import { findDiscords } from '../../pattern/matrix-profile/find-discords.js'
import { findMotifs } from '../../pattern/matrix-profile/find-motifs.js'
import { type MatrixProfile, matrixProfile } from '../../pattern/matrix-profile/matrix-profile.js'
import type { WindowPair } from '../../pattern/matrix-profile/window-pair.js'
import { blamingOptions } from '../terminal/blame.js'
import { whenOf } from '../match/events.js'
import { addInputOptions, type InputOptions } from '../inputs/input-options.js'
import { count, numberOf } from '../inputs/quantities.js'
import { oneSignal, type Readings, wholeSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { type Io, writeOut } from '../terminal/io.js'
import { Table } from '../outputs/table.js'

interface ProfileFlags extends InputOptions {
  readonly window: number
  readonly exclusion?: number
  readonly top: number
  readonly json?: boolean
}

/** `tapline profile IN --window N` */
export function configure(command: Command, io: Io): void {
  addInputOptions(
    command
      .argument('[in]', 'series or sound (default: stdin)')
      .addOption(
        new Option('--window <n>', 'window length, in samples, at least 3')
          .argParser(count)
          .makeOptionMandatory(),
      )
      .addOption(
        new Option(
          '--exclusion <n>',
          'windows whose starts are at most this far apart are not neighbours (default: a quarter of a window)',
        ).argParser(numberOf),
      )
      .option('--json', 'print only the best motifs and discords, as a line of JSON')
      .addOption(new Option('--top <n>', 'number of motifs and of discords').argParser(count).default(3)),
  )
    .addHelpText('after', HELP)
    .action((path: string | undefined, flags: ProfileFlags) => profile(path, flags, io))
}

const HELP = `
Writes CSV: for each window, its index (and its time, if known), the distance to the most
similar other window, and the index of that neighbour. Small distances mark shapes that repeat
(motifs), large ones shapes that occur only once (discords).
The whole input is held in memory, some 190 bytes a sample, and all pairs of windows are
compared: 100,000 samples take a few seconds, ten times as many take a hundred times as long.

Examples:
  tapline profile sensor.csv --column v --window 256 > profile.csv
  tapline profile sensor.csv --column v --time t --window 256 --json`

async function profile(path: string | undefined, flags: ProfileFlags, io: Io): Promise<void> {
  const { sampleRate, ...signal } = oneSignal(await openInput(path, flags, io))
  const readings = await wholeSignal({ sampleRate, ...signal })
  const { window, exclusion } = flags
  const options = exclusion === undefined ? {} : { exclusion }
  const found = blamingOptions(() => matrixProfile(readings.samples, window, options), {
    windowLength: '--window',
  })
  const when = (index: number) => whenOf({ index, time: readings.times[index] }, sampleRate)
  if (flags.json === true) await writeOut(io, `${JSON.stringify(summaryOf(found, flags.top, when))}\n`)
  else await writeAll(found, when, new Table(io, namesFor(readings, sampleRate)))
}

type WhenOf = (index: number) => ReturnType<typeof whenOf>

function summaryOf(found: MatrixProfile, top: number, when: WhenOf) {
  const described = ({ index, neighbour, distance }: WindowPair) => {
    const { time: neighbourTime } = when(neighbour)
    return {
      index,
      ...when(index),
      neighbour,
      ...(neighbourTime === undefined ? {} : { neighbourTime }),
      distance,
    }
  }
  return {
    window: found.windowLength,
    exclusion: found.exclusion,
    windows: found.distances.length,
    motifs: findMotifs(found, { count: top }).map(described),
    discords: findDiscords(found, { count: top }).map(described),
  }
}

function namesFor({ times }: Readings, sampleRate: number | undefined): string[] {
  const hasTime = times.length > 0 || sampleRate !== undefined
  return ['index', ...(hasTime ? ['time'] : []), 'distance', 'neighbour']
}

/** Rows written at once. */
const ROWS_AT_ONCE = 4096

/** Where a window has no neighbour, there is neither distance nor index. */
async function writeAll({ distances, indices }: MatrixProfile, when: WhenOf, table: Table): Promise<void> {
  for (let from = 0; from < distances.length; from += ROWS_AT_ONCE) {
    const rows = Array.from(distances.subarray(from, from + ROWS_AT_ONCE), (distance, i) => {
      const index = from + i
      const neighbour = indices[index]
      return neighbour < 0 ? { index, ...when(index) } : { index, ...when(index), distance, neighbour }
    })
    await table.write(rows)
  }
}
