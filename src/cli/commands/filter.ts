import { type Command, Option } from 'commander'
import { design, type FilterSpecification } from '../filter/design.js'
import { deviation, oddCount, windowAndOrder } from '../filter/smoothing.js'
import { eachFile, onlyInput } from '../each-file.js'
import { UsageError } from '../terminal/errors.js'
import type { AudioInput } from '../inputs/input.js'
import { addInputOptions, type InputOptions } from '../inputs/input-options.js'
import { band, count, decibels, hertz } from '../inputs/quantities.js'
import { openInput } from '../inputs/open-input.js'
import { requireRate } from '../inputs/require-rate.js'
import type { Io } from '../terminal/io.js'
import type { Edges } from '../convolve/render.js'
import { soundOrSeriesName } from '../outputs/output-names.js'
import { addOutputOptions, type OutputOptions } from '../outputs/output-options.js'
import { requireOther } from '../outputs/require-other.js'
import { writeSeries } from '../convolve/write-series.js'
import { writeSound } from '../convolve/write-sound.js'
import { requireFewChannels } from '../convolve/require-few-channels.js'

interface Options extends InputOptions, OutputOptions, FilterSpecification {
  readonly edges?: Edges
}

export function configure(command: Command, io: Io): void {
  addOutputOptions(
    command.argument('[in...]', 'sound or a series; - or nothing is stdin; several with --output-dir'),
  )
    .addOption(new Option('--lowpass <hz>', 'pass lower frequencies').argParser(hertz))
    .addOption(new Option('--highpass <hz>', 'pass higher frequencies').argParser(hertz))
    .addOption(new Option('--bandpass <low,high>', 'pass the band between').argParser(band))
    .addOption(new Option('--bandstop <low,high>', 'stop the band between').argParser(band))
    .addOption(
      new Option(
        '--savitzky-golay <window,order>',
        'smooth by polynomials of that order through windows of an odd number of samples, as 21,3',
      ).argParser(windowAndOrder),
    )
    .addOption(
      new Option(
        '--derivative <n>',
        'give the n-th derivative of these polynomials, per second or per sample',
      ).argParser(count),
    )
    .addOption(new Option('--moving-average <n>', 'mean of an odd number of samples').argParser(oddCount))
    .addOption(
      new Option('--gaussian <sigma>', 'smooth by a Gaussian, sigma in samples').argParser(deviation),
    )
    .addOption(
      new Option(
        '--transition <hz>',
        'width from passband to stopband (default: a quarter of the cutoff)',
      ).argParser(hertz),
    )
    .addOption(
      new Option('--attenuation <dB>', 'attenuation of the stopband').argParser(decibels).default(80),
    )
    .option('--minimum-phase', 'minimum phase: the least delay, which varies with frequency', false)
    .addOption(
      new Option(
        '--edges <what>',
        'values beyond the ends: zero, or the nearest sample (default: nearest for a series, zero for sound)',
      ).choices(['zero', 'nearest']),
    )
  addInputOptions(command)
    .addHelpText('after', HELP)
    .action(async (files: string[], options: Options) => {
      await filterAll(files, options, io)
    })
}

async function filterAll(files: readonly string[], options: Options, io: Io): Promise<void> {
  const { output, outputDir, rate } = options
  // What is wrong with the filter is to be said before anything is read.
  design(options, rate)
  if (outputDir === undefined) return filter(onlyInput(files), options, io)
  const one = (input: string, path: string) => filter(input, { ...options, output: path }, io)
  return eachFile(files, { outputDir, output, nameOf: soundOrSeriesName, done: 'filtered' }, one, io)
}

async function filter(path: string | undefined, options: Options, io: Io): Promise<void> {
  if (path !== undefined) await requireOther(options.output, [path])
  const input = await openInput(path, options, io)
  const taps = design(options, input.sampleRate) ?? design(options, requireRate(input))
  // A filter of linear phase delays by half its length. This is compensated, so the output is aligned with the input.
  const skip = options.minimumPhase ? 0 : (taps.length - 1) / 2
  if (input.kind === 'series') {
    if (options.dither === true) {
      throw new UsageError(`--dither is for sound, and ${input.name} is a series: leave it out`)
    }
    const settings = { path: options.output, skip, extra: 0, edges: options.edges ?? 'nearest' }
    await writeSeries(input, settings, (count) => separate(taps, count), io)
  } else {
    await filterSound(input, Float32Array.from(taps), { ...options, skip }, io)
  }
}

async function filterSound(
  input: AudioInput,
  taps: Float32Array,
  { output, outputFormat, format, edges, dither, skip }: Options & { readonly skip: number },
  io: Io,
): Promise<void> {
  const kernels = separate(taps, input.channels)
  const settings = {
    path: output,
    format: outputFormat ?? format,
    kernels,
    skip,
    extra: 0,
    edges,
    dither,
    gain: undefined,
  }
  await writeSound(input, settings, io)
}

/** The same filter for each channel, separately. */
function separate<Taps>(taps: Taps, count: number): (Taps | null)[][] {
  requireFewChannels(count)
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => (i === j ? taps : null)),
  )
}

const HELP = `
The filter is a windowed sinc (Kaiser) of linear phase. Its delay is compensated: the output is as long as the input and aligned with it.
With --minimum-phase the delay is not compensated. At a cutoff the gain is 1/2 (-6 dB). A series needs --rate, in readings a second, except
with --savitzky-golay, --moving-average and --gaussian, whose windows are in samples. Their outputs are aligned as well.
Beyond its ends, a series is extended by its first and last value, and sound by silence.

Examples:
  tapline filter voice.wav --highpass 80 -o clean.wav
  tapline filter voice.wav --bandpass 300,3400 --attenuation 60 -o phone.wav
  tapline filter readings.csv --rate 1 --lowpass 0.05 --column temperature --time at > smooth.csv
  tapline filter readings.csv --savitzky-golay 21,3 --column temperature > smooth.csv
  tapline filter position.csv --rate 100 --savitzky-golay 9,2 --derivative 1 > speed.csv
  ffmpeg -i voice.wav -f s16le - | tapline filter --lowpass 200 --rate 48000 --format s16le > bass.s16`
