import { type Command, Option } from 'commander'
import { OnsetDetector } from '../../pattern/onsets/onset-detector.js'
import { addUntimedInputOptions, type InputOptions } from '../inputs/input-options.js'
import { oneSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { positive } from '../inputs/quantities.js'
import { requireRate } from '../inputs/require-rate.js'
import { Table } from '../outputs/table.js'
import { blamingOptions } from '../terminal/blame.js'
import type { Io } from '../terminal/io.js'

interface OnsetFlags extends InputOptions {
  readonly threshold: number
  readonly json?: boolean
}

/** `tapline onsets IN` */
export function configure(command: Command, io: Io): void {
  addUntimedInputOptions(
    command
      .argument('[in]', 'sound (default: stdin)')
      .addOption(
        new Option('--threshold <n>', 'least change of the spectrum, relative to its usual size')
          .argParser(positive)
          .default(1.2),
      )
      .option('--json', 'print a line of JSON for each onset, instead of CSV'),
  )
    .addHelpText('after', HELP)
    .action((path: string | undefined, flags: OnsetFlags) => onsets(path, flags, io))
}

const HELP = `
Writes CSV, with a line for each onset as it is found: its time in seconds, to within about
25 ms, and its strength, at least 1. The channels of a sound are averaged.

Examples:
  tapline onsets drums.wav
  tapline onsets speech.flac --threshold 2 --json
  arecord -q -f S16_LE -r 48000 | tapline onsets`

async function onsets(path: string | undefined, flags: OnsetFlags, io: Io): Promise<void> {
  const signal = oneSignal(await openInput(path, flags, io))
  const sampleRate = requireRate(signal)
  using detector = blamingOptions(() => new OnsetDetector({ sampleRate, threshold: flags.threshold }), {
    sampleRate: '--rate',
  })
  const table = new Table(io, ['time', 'strength'], { isJson: flags.json === true })
  const write = (found: ReturnType<typeof detector.process>) =>
    table.write(found.map(({ index, strength }) => ({ time: index / sampleRate, strength })))
  await table.write([])
  for await (const { samples } of signal.readings) await write(detector.process(samples))
  await write(detector.flush())
}
