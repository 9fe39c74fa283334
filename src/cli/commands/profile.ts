import { type Command, Option } from 'commander'
import { findDiscords } from '../../pattern/matrix-profile/find-discords.js'
import { findMotifs } from '../../pattern/matrix-profile/find-motifs.js'
import {
  type MatrixProfile,
  matrixProfile,
  profilePlan,
} from '../../pattern/matrix-profile/matrix-profile.js'
import type { NeighbourProfile } from '../../pattern/matrix-profile/neighbour-profile.js'
import type { WindowPair } from '../../pattern/matrix-profile/window-pair.js'
import { blamingOptions } from '../terminal/blame.js'
import { whenOf } from '../match/events.js'
import { addInputOptions, type InputOptions } from '../inputs/input-options.js'
import { count, numberOf } from '../inputs/quantities.js'
import { addBatchOption, BATCH_HELP, type BatchFlags, withBatch } from '../job/batch.js'
import { showProgress } from '../terminal/progress.js'
import { oneSignal, type Readings, wholeSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { UsageError } from '../terminal/errors.js'
import { type Io, writeOut } from '../terminal/io.js'
import { type Row, Table } from '../outputs/table.js'

interface ProfileFlags extends InputOptions, BatchFlags {
  readonly window: number
  readonly exclusion?: number
  readonly top: number
  readonly neighbours?: number
  readonly sides?: boolean
  readonly json?: boolean
}

/** `tapline profile IN --window N` */
export function configure(command: Command, io: Io): void {
  addBatchOption(
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
        .addOption(
          new Option('--neighbours <n>', 'number of nearest neighbours of each window').argParser(count),
        )
        .option('--sides', 'nearest earlier and nearest later window as well')
        .option('--json', 'print only the best motifs and discords, as a line of JSON')
        .addOption(new Option('--top <n>', 'number of motifs and of discords').argParser(count).default(3)),
    ),
  )
    .addHelpText('after', HELP)
    .action((path: string | undefined, flags: ProfileFlags) => profile(path, flags, io))
}

const HELP = `
Writes CSV: for each window, its index (and its time, if known), the distance to the most
similar other window, and the index of that neighbour. Small distances mark shapes that repeat
(motifs), large ones shapes that occur only once (discords). With --neighbours 3, the columns distance_2 to neighbour_3 have the second and
third nearest windows; with --sides, the columns left_ and right_ have the nearest earlier and the nearest later window.
The whole input is held in memory, and all pairs of windows are compared: 100,000 samples take a few seconds, ten times as many take a
hundred times as long.
${BATCH_HELP}

Examples:
  tapline profile sensor.csv --column v --window 256 > profile.csv
  tapline profile sensor.csv --column v --time t --window 256 --json`

async function profile(path: string | undefined, flags: ProfileFlags, io: Io): Promise<void> {
  const { sampleRate, ...signal } = oneSignal(await openInput(path, flags, io))
  const readings = await wholeSignal({ sampleRate, ...signal })
  const { window, exclusion, neighbours, sides, server } = flags
  const options = {
    ...(exclusion === undefined ? {} : { exclusion }),
    ...(neighbours === undefined ? {} : { neighbourCount: neighbours }),
    ...(sides === undefined ? {} : { sides }),
  }
  const found =
    server === undefined
      ? blamingOptions(() => matrixProfile(readings.samples, window, options), {
          windowLength: '--window',
          neighbourCount: '--neighbours',
        })
      : await profileOnServer(readings, path, flags, io)
  const when = (index: number) => whenOf({ index, time: readings.times[index] }, sampleRate)
  if (flags.json === true) await writeOut(io, `${JSON.stringify(summaryOf(found, flags.top, when))}\n`)
  else await writeAll(found, when, new Table(io, namesFor(found, readings, sampleRate)))
}

async function profileOnServer(
  { samples }: Readings,
  path: string | undefined,
  { server = true, window, exclusion, neighbours, sides }: ProfileFlags,
  io: Io,
): Promise<MatrixProfile> {
  if (neighbours !== undefined || sides !== undefined) {
    throw new UsageError('--server finds the nearest neighbour alone: leave out --neighbours and --sides')
  }
  // Errors that show quickly come first.
  blamingOptions(() => profilePlan(samples.length, window, exclusion), { windowLength: '--window' })
  const progress = await showProgress(path ?? 'stdin', PERCENT, io)
  let shown = 0
  try {
    return await withBatch(server, ['profile', path], io, ({ connection, nats, options }) =>
      nats.profileBatch(connection, samples, window, {
        ...options,
        ...(exclusion === undefined ? {} : { exclusion }),
        onProgress: (compared, all) => {
          const percent = Math.floor((PERCENT * compared) / all)
          progress.add(percent - shown)
          shown = percent
        },
      }),
    )
  } finally {
    progress.stop()
  }
}

const PERCENT = 100

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

function namesFor(found: MatrixProfile, { times }: Readings, sampleRate: number | undefined): string[] {
  const hasTime = times.length > 0 || sampleRate !== undefined
  return ['index', ...(hasTime ? ['time'] : []), ...columnsOf(found).flatMap(({ names }) => names)]
}

/** The distances and indices that are written, with the names of their columns. */
function columnsOf({ distances, indices, neighbours = [], left, right }: MatrixProfile) {
  const of = (profile: NeighbourProfile, prefix: string, suffix: string) => ({
    names: [`${prefix}distance${suffix}`, `${prefix}neighbour${suffix}`] as const,
    profile,
  })
  return [
    of({ distances, indices }, '', ''),
    ...neighbours.slice(1).map((profile, i) => of(profile, '', `_${i + 2}`)),
    ...(left === undefined ? [] : [of(left, 'left_', '')]),
    ...(right === undefined ? [] : [of(right, 'right_', '')]),
  ]
}

/** The number of rows written at once. */
const ROWS_AT_ONCE = 4096

/** Where a window has no neighbour, there is neither distance nor index. */
async function writeAll(found: MatrixProfile, when: WhenOf, table: Table): Promise<void> {
  const columns = columnsOf(found)
  const rowOf = (index: number): Row => {
    const row: Record<string, Row[string]> = { index, ...when(index) }
    for (const { names, profile } of columns) {
      if (profile.indices[index] < 0) continue
      row[names[0]] = profile.distances[index]
      row[names[1]] = profile.indices[index]
    }
    return row
  }
  for (let from = 0; from < found.distances.length; from += ROWS_AT_ONCE) {
    const count = Math.min(ROWS_AT_ONCE, found.distances.length - from)
    await table.write(Array.from({ length: count }, (_, i) => rowOf(from + i)))
  }
}
