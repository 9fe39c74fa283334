import { type Command, Option } from 'commander'
import { type Pitch, PitchDetector } from '../../pattern/period/pitch-detector.js'
import { Timed } from '../../pattern/timed/timed.js'
import type { TimedInput } from '../../pattern/timed/timestamps.js'
import { blamingOptions } from '../terminal/blame.js'
import { eventsIn, whenOf } from '../match/events.js'
import { addInputOptions, type InputOptions } from '../inputs/input-options.js'
import { count, numberOf, hertz } from '../inputs/quantities.js'
import { oneSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { requireRate } from '../inputs/require-rate.js'
import type { Io } from '../terminal/io.js'
import { Table } from '../outputs/table.js'

interface PitchFlags extends InputOptions {
  readonly minHz: number
  readonly maxHz?: number
  readonly minClarity: number
  readonly window?: number
  readonly hop?: number
  readonly json?: boolean
}

/** `tapline pitch IN` */
export function configure(command: Command, io: Io): void {
  addInputOptions(
    command
      .argument('[in]', 'sound of one voice or string (default: stdin)')
      .addOption(new Option('--min-hz <hz>', 'lowest pitch to look for').argParser(hertz).default(50))
      .addOption(
        new Option('--max-hz <hz>', 'highest pitch to look for (default: a quarter of the rate)').argParser(
          hertz,
        ),
      )
      .addOption(
        new Option('--min-clarity <part>', 'least clarity of a pitch, from 0 to 1')
          .argParser(numberOf)
          .default(0.7),
      )
      .addOption(
        new Option(
          '--window <n>',
          'window length, in samples (default: two periods of the lowest pitch)',
        ).argParser(count),
      )
      .addOption(
        new Option(
          '--hop <n>',
          'distance between the starts of windows, in samples (default: half a window)',
        ).argParser(count),
      )
      .option('--json', 'print a line of JSON for each pitch, instead of CSV'),
  )
    .addHelpText('after', HELP)
    .action((path: string | undefined, flags: PitchFlags) => pitch(path, flags, io))
}

const HELP = `
Writes CSV, a line for each window that has a pitch, as it comes: the start of the window
(in seconds, or from the column --time), the frequency in Hz, and the clarity.

Examples:
  tapline pitch song.wav
  arecord -q -f S16_LE -r 48000 | tapline pitch --json
  tapline pitch bass.wav --min-hz 30 --max-hz 400 | cut -d, -f2`

async function pitch(path: string | undefined, flags: PitchFlags, io: Io): Promise<void> {
  const { readings, ...signal } = oneSignal(await openInput(path, flags, io))
  const sampleRate = requireRate(signal)
  using detector = makeDetector(sampleRate, flags)
  const table = new Table(io, ['time', 'frequency', 'clarity'], { isJson: flags.json === true })
  await table.write([])
  for await (const piece of readings) {
    const pitches = eventsIn(detector, piece)
    await table.write(
      pitches.map((found) => ({
        ...whenOf(found, sampleRate),
        frequency: found.frequencyHz,
        clarity: found.clarity,
      })),
    )
  }
}

function makeDetector(sampleRate: number, flags: PitchFlags): Timed<TimedInput, Pitch> {
  const { minHz, maxHz, minClarity, window = Math.ceil((2 * sampleRate) / minHz) } = flags
  const { hop = Math.ceil(window / 2) } = flags
  const options = { sampleRate, window, hop, minHz, minClarity, ...(maxHz === undefined ? {} : { maxHz }) }
  return new Timed(
    blamingOptions(() => new PitchDetector(options)),
    window,
  )
}
