import { type Command, Option } from 'commander'
import { exponentialSweep } from '../../audio/exponential-sweep.js'
import { measureImpulseResponse } from '../../audio/measure-impulse-response.js'
import type { PcmFormat } from '../../format/pcm/pcm-format.js'
import type { Samples } from '../../samples.js'
import { blamingData, blamingOptions } from '../terminal/blame.js'
import { UsageError } from '../terminal/errors.js'
import { formatOf } from '../inputs/format-name.js'
import { gain, hertz, seconds } from '../inputs/quantities.js'
import type { Io } from '../terminal/io.js'
import { readKernel } from '../convolve/kernel.js'
import { openAudioOutput } from '../outputs/audio-output.js'
import { requireOther } from '../outputs/require-other.js'

interface Output {
  readonly output?: string
  readonly outputFormat?: PcmFormat
}

interface SweepFlags extends Output {
  readonly from: number
  readonly to?: number
  readonly seconds: number
  readonly rate: number
  readonly gain: number
}

/** `tapline measure sweep` and `tapline measure response SWEEP RECORDING` */
export function configure(command: Command, io: Io): void {
  command
    .usage('[options] sweep\n       tapline measure [options] response SWEEP RECORDING')
    .argument(
      '<what>',
      'sweep: make the sound to play; response: compute the impulse response from its recording',
    )
    .argument('[files...]', 'response: the sweep, and the recording')
    .option('-o, --output <file>', 'file to write, .wav or .raw (default: stdout)')
    .addOption(new Option('--from <hz>', 'start frequency of the sweep').argParser(hertz).default(20))
    .addOption(
      new Option(
        '--to <hz>',
        'end frequency of the sweep (default: 20 kHz, or half the rate if that is lower)',
      ).argParser(hertz),
    )
    .addOption(new Option('--seconds <s>', 'length of the sweep').argParser(seconds).default(5))
    .addOption(new Option('--rate <hz>', 'sample rate of the sweep').argParser(hertz).default(48_000))
    .addOption(
      new Option('--gain <gain>', 'level of the sweep, as a factor or in decibels')
        .argParser(gain)
        .default(0.5, '-6dB'),
    )
    .addOption(new Option('--output-format <name>', 'sample format (default: f32)').argParser(formatOf))
    .addHelpText('after', HELP)
    .action(async (what: string, files: string[], flags: SweepFlags) => {
      if (what === 'sweep') await sweep(files, flags, io)
      else if (what === 'response') await response(files, flags, io)
      else throw new UsageError(`the action must be sweep or response, got '${what}'`)
    })
}

const HELP = `
A sweep is a sine whose frequency rises exponentially. Play it, and record from its first sample until the room has
stopped ringing: response divides the recording by the sweep. The response is one sample longer than the recording
exceeds the sweep. Each channel of the recording gives one response.

Examples:
  tapline measure sweep --from 20 --to 20k --seconds 2s -o sweep.wav
  tapline measure response sweep.wav room.wav -o response.wav`

async function sweep(files: readonly string[], flags: SweepFlags, io: Io): Promise<void> {
  if (files.length > 0)
    throw new UsageError(`sweep does not read files: leave out ${files[0]}, or write it with -o`)
  const { from, rate, seconds: length, to = Math.min(20_000, rate / 2) } = flags
  const options = { fromHz: from, toHz: to, seconds: length, sampleRate: rate }
  const samples = blamingOptions(() => exponentialSweep(options), {
    fromHz: '--from',
    toHz: '--to',
    sampleRate: '--rate',
  })
  for (let n = 0; n < samples.length; n++) samples[n] *= flags.gain
  await write([samples], rate, flags, io)
}

async function response(files: readonly string[], flags: SweepFlags, io: Io): Promise<void> {
  const [sweepPath, recordingPath] = files
  if (files.length !== 2) {
    throw new UsageError(`response takes two files, the sweep and the recording, got ${files.length}`)
  }
  await requireOther(flags.output, files)
  const played = await readKernel(sweepPath, io)
  const recorded = await readKernel(recordingPath, io)
  const rate = recorded.sampleRate ?? played.sampleRate ?? flags.rate
  if (played.sampleRate !== undefined && played.sampleRate !== rate) {
    throw new UsageError(
      `${sweepPath} is sampled at ${played.sampleRate} Hz, but ${recordingPath} at ${rate} Hz: record at the rate of the sweep`,
    )
  }
  const responses = blamingData(recordingPath, () =>
    recorded.channels.map((channel) => measureImpulseResponse(played.channels[0], channel)),
  )
  await write(responses, rate, flags, io)
}

async function write(
  channels: readonly Samples[],
  sampleRate: number,
  { output: path, outputFormat: format = 'f32le' }: Output,
  io: Io,
): Promise<void> {
  const frames = channels[0].length
  const output = await openAudioOutput(
    { sampleRate, container: 'wav', format },
    { path, format, channels: channels.length, frames },
    io,
  )
  try {
    await output.write(channels)
    await output.close()
  } catch (error) {
    await output.abort()
    throw error
  }
}
