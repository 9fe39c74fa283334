import { stepOf } from '../../filter/step.js'
import { type PcmFormat, precisionFor } from '../../format/pcm/pcm-format.js'
import type { Precision, Samples } from '../../samples.js'
import { resampledLength } from '../../stream/resampler/resample.js'
import { Resampler } from '../../stream/resampler/resampler.js'
import type { ResampleOptions, ResamplerOptions } from '../../stream/resampler/resampler-options.js'
import type { AudioInput } from '../inputs/input.js'
import { openAudioOutput } from '../outputs/audio-output.js'
import { writeChunks } from '../outputs/write-chunks.js'
import { blamingOptions } from '../terminal/blame.js'
import type { Io } from '../terminal/io.js'

/** Where a sound is written. */
export interface SoundOutput {
  /** The file; undefined and `-` are stdout. */
  readonly path: string | undefined
  /** How samples are stored. Default: as the file's extension says, else as in the input. */
  readonly format: PcmFormat | undefined
  /** Whether dither is added before samples are rounded to integers. */
  readonly dither: boolean
}

/** Converts a sound to another rate, and writes it as it is computed; warns if it clips. */
export async function resampleSound(
  input: AudioInput,
  options: ResampleOptions,
  { path, format, dither }: SoundOutput,
  io: Io,
): Promise<void> {
  const { channels } = input
  const { fromRate, toRate } = options
  const step = blamingOptions(() => stepOf(fromRate, toRate), { fromRate: '--rate', toRate: '--to' })
  const frames = input.frames === undefined ? undefined : resampledLength(input.frames, step)
  const like = { ...input, sampleRate: toRate }
  const output = await openAudioOutput(like, { path, format, channels, frames }, io)
  const precision = precisionFor(output.format)
  const chunks = resampled(input.chunks, { ...options, channelCount: channels, precision })
  await writeChunks(chunks, output, { name: input.name, frames, dither, gain: undefined }, io)
}

async function* resampled(
  chunks: AudioInput['chunks'],
  options: ResamplerOptions<Precision, number>,
): AsyncGenerator<Samples[], void, undefined> {
  using resampler = new Resampler(options)
  for await (const chunk of chunks) yield resampler.process(chunk)
  yield resampler.flush()
}
