import { type Command, Option } from 'commander'
import { blamingData } from '../terminal/blame.js'
import { type Comparison, compareSignals } from '../compare/compare-signals.js'
import { DataError } from '../terminal/errors.js'
import { addUntimedInputOptions, type InputOptions } from '../inputs/input-options.js'
import { level } from '../inputs/quantities.js'
import { readPair } from '../inputs/read-pair.js'
import { type Io, writeOut } from '../terminal/io.js'
import { shown } from '../../shown.js'

interface CompareFlags extends InputOptions {
  readonly maxDifference?: number
}

/** `tapline compare REFERENCE CHECKED` */
export function configure(command: Command, io: Io): void {
  addUntimedInputOptions(
    command
      .argument('<reference>', 'sound or a series; - for stdin')
      .argument('<checked>', 'the signal to check')
      .addOption(
        new Option(
          '--max-difference <level>',
          'exit with code 1 if two samples differ by more: a number (0.001), or decibels (-60dB)',
        ).argParser(level),
      ),
  )
    .addHelpText('after', HELP)
    .action((a: string, b: string, flags: CompareFlags) => compare([a, b], flags, io))
}

const HELP = `
Writes a line of JSON: samples (of each), levelDb (of the checked signal against the reference), snrDb (of the
reference against the difference), maxDifference, delay (of the checked signal, in samples) and correlation (at no
delay, −1 to 1). Samples are compared one by one, up to the length of the shorter input; null stands for an unknown
value, and for an SNR without noise. The channels of a sound are averaged. Both inputs are held in memory. With
--max-difference, different lengths fail as well.

Examples:
  tapline compare voice.wav voice.wav --max-difference 0
  tapline compare voice.wav recorded.wav`

async function compare(paths: readonly [string, string], flags: CompareFlags, io: Io): Promise<void> {
  const { a, b } = await readPair(paths, flags, io)
  const found = blamingData(`${a.name}, ${b.name}`, () => compareSignals(a.samples, b.samples))
  await writeOut(io, `${JSON.stringify(found)}\n`)
  if (flags.maxDifference === undefined) return
  const fault = faultOf(found, flags.maxDifference)
  if (fault !== undefined) throw new DataError(`${shown(a.name, 60)} and ${shown(b.name, 60)} ${fault}`)
}

function faultOf({ samples, maxDifference }: Comparison, most: number): string | undefined {
  if (samples[0] !== samples[1])
    return `have ${samples[0]} and ${samples[1]} samples: they must have the same number`
  // A difference of NaN is too large.
  if (maxDifference <= most) return undefined
  return `differ by ${maxDifference}: --max-difference allows at most ${most}`
}
