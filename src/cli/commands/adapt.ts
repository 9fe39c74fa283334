import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { adaptSeries } from '../adapt/adapt-series.js'
import { adaptSound } from '../adapt/adapt-sound.js'
import { addInputOptions, column, type InputOptions } from '../inputs/input-options.js'
import type { ColumnName } from '../../format/series/series.js'
import { openInput } from '../inputs/open-input.js'
import { count } from '../inputs/quantities.js'
import { requireSameRate } from '../inputs/require-same-rate.js'
import { isStdout } from '../outputs/byte-sink.js'
import { addSingleOutputOptions, type OutputOptions } from '../outputs/output-options.js'
import { requireOther } from '../outputs/require-other.js'
import { UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'

interface Options extends InputOptions, Omit<OutputOptions, 'outputDir'> {
  readonly length?: number
  readonly referenceColumn?: ColumnName
  readonly saveKernel?: string
}

/** `tapline adapt RECORDING REFERENCE` */
export function configure(command: Command, io: Io): void {
  addInputOptions(
    addSingleOutputOptions(
      command
        .argument('<recording>', 'sound or a series; - for stdin')
        .argument(
          '<reference>',
          'what to remove from it: what the loudspeaker played, a microphone at the machine, the mains',
        ),
    )
      .addOption(
        new Option(
          '--length <n>',
          'taps of the kernel: how late the last echo comes, in samples (default: 0.1 s of sound, 64 readings)',
        ).argParser(count),
      )
      .addOption(
        new Option(
          '--reference-column <name>',
          'column of the reference, if its name differs from --column',
        ).argParser(column),
      )
      .option('--save-kernel <file>', 'write the learned kernel: a WAV file, or a series'),
  )
    .addHelpText('after', HELP)
    .action((recording: string, reference: string, options: Options) =>
      adapt([recording, reference], options, io),
    )
}

const HELP = `
Learns the kernel that turns the reference into its part of the recording, and writes the recording without that part: a voice without
the echo of the loudspeaker, a heartbeat without the hum of the mains. The output is as long as the recording, and aligned with it.
The kernel is learned while the inputs are read, so some of the reference remains at first. Both inputs must start at the same time, or
the reference earlier, by less than --length; tapline delay estimates by how much. A reference that ends first is followed by silence.

Examples:
  tapline adapt microphone.wav loudspeaker.wav -o voice.wav
  tapline adapt microphone.wav loudspeaker.wav --length 12000 -o voice.wav --save-kernel learned.wav
  tapline adapt chest.csv chest.csv --column chest --reference-column mains --time time > heart.csv`

async function adapt([a, b]: readonly [string, string], options: Options, io: Io): Promise<void> {
  const { output, saveKernel, referenceColumn } = options
  if (a === '-' && b === '-') {
    throw new UsageError('only one input can come from stdin: name a file for the other')
  }
  for (const path of [output, saveKernel]) await requireOther(path, [a, b])
  requireApart(saveKernel, output)
  const recording = await openInput(a, options, io)
  const ofReference = referenceColumn === undefined ? options : { ...options, column: [referenceColumn] }
  const reference = await openInput(b, ofReference, io)
  requireSameRate(reference, recording)
  if (recording.kind === 'audio' && reference.kind === 'audio')
    return adaptSound(recording, reference, options, io)
  if (recording.kind === 'series' && reference.kind === 'series') {
    return adaptSeries(recording, reference, options, io)
  }
  throw new UsageError(`${recording.name} and ${reference.name} must both be sound, or both be series`)
}

/** The kernel gets a file of its own. */
function requireApart(saveKernel: string | undefined, output: string | undefined): void {
  if (saveKernel === undefined) return
  if (isStdout(saveKernel)) throw new UsageError('--save-kernel must be a file: stdout is for the recording')
  if (output !== undefined && resolve(output) === resolve(saveKernel)) {
    throw new UsageError('--save-kernel and -o name the same file: give them different names')
  }
}
