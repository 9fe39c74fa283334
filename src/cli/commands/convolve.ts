import { type Command, Option } from 'commander'
import { NORMALIZATIONS } from '../../audio/normalization.js'
import { convolveFiles, type FilesJob } from '../convolve/convolve-files.js'
import { convolveFile, type ConvolveJob } from '../convolve/convolve-file.js'
import { UsageError } from '../terminal/errors.js'
import { addInputOptions } from '../inputs/input-options.js'
import { addBatchOption, BATCH_HELP, type BatchFlags, withBatch } from '../job/batch.js'
import { count, gain, level, milliseconds } from '../inputs/quantities.js'
import { addOutputOptions } from '../outputs/output-options.js'
import { requireFiles } from '../each-file.js'
import type { Io } from '../terminal/io.js'

interface Options extends Omit<ConvolveJob, 'input' | 'kernel' | 'output'>, BatchFlags {
  readonly kernel?: string
  readonly output?: string
  readonly outputDir?: string
  readonly json?: boolean
}

export function configure(command: Command, io: Io): void {
  addOutputOptions(
    command
      .usage(
        '[options] [IN] KERNEL\n       tapline convolve [options] --kernel KERNEL --output-dir DIR IN...',
      )
      .argument('[files...]', 'the input (- is stdin) and the kernel: an impulse response, or taps as CSV'),
  )
    .option('--no-tail', 'stop where the input ends, without the tail')
    .addOption(
      new Option('--gain <gain>', 'multiply by a factor (0.5), or decibels (-6dB)')
        .argParser(gain)
        .default(1, '1'),
    )
    .addOption(
      new Option('--dry <level>', 'level of the input in the mix, as a factor or in decibels').argParser(
        level,
      ),
    )
    .addOption(
      new Option(
        '--wet <level>',
        'level of the convolved signal, as a factor or in decibels (default: 1)',
      ).argParser(level),
    )
    .addOption(
      new Option('--pre-delay <ms>', 'delay the convolved signal (20, 20ms, 0.1s)').argParser(milliseconds),
    )
    .addOption(
      new Option('--normalize <norm>', 'scale the response so that this norm is 1')
        .choices([...NORMALIZATIONS])
        .default('none'),
    )
    .option('--resample', 'convert a response of another sample rate', false)
    .option('--kernel <file>', 'the kernel, with several inputs')
    .addOption(
      new Option(
        '--jobs <n>',
        'inputs, or channels of a single input, processed at once (default: one per core for several inputs, 1 for one)',
      ).argParser(count),
    )
    .option('--json', 'with --output-dir, print a line of JSON for each input: input, output, error')
  addBatchOption(addInputOptions(command))
    .addHelpText('after', HELP)
    .action(async (files: string[], options: Options) => {
      const { outputDir, jobs, json: isJson = false, server } = options
      requireOneInput(options)
      if (server !== undefined) await convolveOnServer(singleJob(files, options), server, io)
      else if (outputDir === undefined) await convolveFile(singleJob(files, options), io)
      else await convolveFiles(files, filesJob(files, options), { outputDir, jobs, isJson }, io)
    })
}

/** A server has all its workers for one input. */
function requireOneInput({ server, outputDir, jobs }: Options): void {
  if (server === undefined || (outputDir === undefined && jobs === undefined)) return
  throw new UsageError('--server is for one input, without --output-dir and --jobs: pass one input at a time')
}

async function convolveOnServer(job: ConvolveJob, server: string | true, io: Io): Promise<void> {
  const { input, kernel, output } = job
  await withBatch(
    server,
    ['convolve', input, kernel, output ?? 'stdout'],
    io,
    ({ connection, nats, options }) =>
      convolveFile(job, io, (source, { kernels, precision, blockSize, length }) =>
        nats.convolveBatch(connection, source, kernels, { ...options, precision, blockSize }, { length }),
      ),
  )
}

function filesJob(files: readonly string[], { kernel, output, server: _server, ...rest }: Options): FilesJob {
  if (kernel === undefined) throw new UsageError('no kernel: pass --kernel with --output-dir')
  requireFiles(files, output)
  return { ...rest, kernel }
}

function singleJob(files: readonly string[], options: Options): ConvolveJob {
  const { kernel: named, output, server: _server, ...rest } = options
  const [kernel, inputs] = named === undefined ? [files.at(-1), files.slice(0, -1)] : [named, files]
  if (kernel === undefined) throw new UsageError('no kernel: name an input and a kernel')
  if (inputs.length > 1) {
    throw new UsageError(
      `${inputs.length} inputs (${inputs.join(', ')}): pass --kernel and --output-dir for several`,
    )
  }
  if (options.json === true) throw new UsageError('--json is for several inputs: pass --output-dir with it')
  if (kernel === '-') throw new UsageError('the kernel cannot come from stdin: name a file')
  return { ...rest, input: inputs.at(0), kernel, output }
}

const HELP = `
Writes the full linear convolution: its length is that of the input plus that of the response, less one. Only --gain and
--normalize scale it. A response of one channel applies to every channel; one of two to left and right (a mono input becomes
stereo); one of four is true stereo (LL, LR, RL, RR). Input from stdin is convolved without delay, so it is rounded
slightly differently from a file. Computed in float32, or in float64 if the output is s32 or f64.
With --jobs, threads share the channels of a sound file; the result has the same bits. This saves time only if the response lasts
seconds and cores are free; otherwise it can take longer.
${BATCH_HELP}

Examples:
  tapline convolve voice.wav hall.wav -o wet.wav
  tapline convolve voice.wav hall.wav -o wet.wav --dry 0dB --wet -12dB --pre-delay 20ms --dither
  tapline convolve voice.flac hall.wav -o wet.wav --normalize l2 --gain -3dB
  sox voice.wav -t wav - | tapline convolve - hall.wav | ffmpeg -i - wet.flac
  ffmpeg -i voice.wav -f f32le - | tapline convolve - hall.wav --rate 48000 --format f32le > wet.f32
  tapline convolve voice.wav hall.wav -o wet.wav --jobs 2
  tapline convolve a.wav b.wav c.wav --kernel hall.wav --output-dir wet --jobs 2
  tapline convolve a.wav b.wav c.wav --kernel hall.wav --output-dir wet --json
  tapline convolve readings.csv taps.csv --column temperature --time at
  tapline convolve year.wav hall.wav -o wet.wav --server nats://example.com:4222`
