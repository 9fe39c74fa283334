import { type Command, Option } from 'commander'
import type { StopbandDb } from '../../filter/resampling-filter.js'
import { eachFile, onlyInput } from '../each-file.js'
import { addUntimedInputOptions, type InputOptions } from '../inputs/input-options.js'
import { openInput } from '../inputs/open-input.js'
import { requireRate } from '../inputs/require-rate.js'
import { hertz } from '../inputs/quantities.js'
import { soundOrSeriesName } from '../outputs/output-names.js'
import { addOutputOptions, type OutputOptions } from '../outputs/output-options.js'
import { requireOther } from '../outputs/require-other.js'
import { resampleSeries } from '../resample/resample-series.js'
import { type Edges, EDGES } from '../../convolution/edges.js'
import { resampleSound } from '../resample/resample-sound.js'
import { UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'

interface Options extends InputOptions, OutputOptions {
  readonly to?: number
  readonly stopband: '80' | '100' | '120'
  readonly edges?: Edges
}

export function configure(command: Command, io: Io): void {
  addOutputOptions(
    command.argument('[in...]', 'sound or a series; - or nothing is stdin; several with --output-dir'),
  )
    .addOption(new Option('--to <hz>', 'sample rate of the output (44100, 48k, 44.1kHz)').argParser(hertz))
    .addOption(
      new Option('--stopband <dB>', 'attenuation of aliases and images')
        .choices(['80', '100', '120'])
        .default('120'),
    )
    .addOption(
      new Option(
        '--edges <what>',
        'values beyond the ends: zero, the nearest sample, or the mirror image (default: nearest for a series, zero for sound)',
      ).choices([...EDGES]),
    )
  addUntimedInputOptions(command)
    .addHelpText('after', HELP)
    .action(async (files: string[], options: Options) => {
      const { output, outputDir } = options
      if (outputDir === undefined) return resample(onlyInput(files), options, io)
      const one = (input: string, path: string) => resample(input, { ...options, output: path }, io)
      return eachFile(files, { outputDir, output, nameOf: soundOrSeriesName, done: 'resampled' }, one, io)
    })
}

async function resample(path: string | undefined, options: Options, io: Io): Promise<void> {
  const { to, rate, output, stopband, outputFormat, dither, edges } = options
  // A sound file states its own rate, so --rate can only be that of the output.
  const toRate = to ?? rate
  if (toRate === undefined) throw new UsageError('the output needs a sample rate: pass --to')
  if (path !== undefined) await requireOther(output, [path])
  const input = await openInput(path, { ...options, rate: to === undefined ? undefined : rate }, io)
  const fromRate = requireRate(input, 'pass --rate, and --to for the output')
  const rates = { fromRate, toRate, stopbandDb: Number(stopband) as StopbandDb }
  if (input.kind === 'audio') {
    const settings = { path: output, format: outputFormat ?? options.format, dither: dither === true }
    return resampleSound(input, { ...rates, edges: edges ?? 'zero' }, settings, io)
  }
  if (dither === true) {
    throw new UsageError(`--dither is for sound, and ${input.name} is a series: leave it out`)
  }
  return resampleSeries(input, { ...rates, edges: edges ?? 'nearest' }, output, io)
}

const HELP = `
Converts between any two rates, up to a factor of 1000. Frequencies up to 0.91 of the lower Nyquist frequency pass; --stopband sets the
attenuation of aliases. There is no delay: sample m of the output is the input at time m divided by the output rate. Raw PCM and series
hold no rate: pass it with --rate, and the output rate with --to. For sound files, --rate alone is the output rate.

Examples:
  tapline resample voice.flac --to 48k -o voice48.wav
  tapline resample voice.wav --to 16000 --output-format s16 --dither -o phone.wav
  tapline resample readings.csv --rate 100 --to 25 --column temperature > fewer.csv
  ffmpeg -i voice.wav -f f32le -ac 1 - | tapline resample --rate 44100 --format f32le --to 48000 > out.f32
  tapline resample takes/*.wav --to 44100 --output-dir cd`
