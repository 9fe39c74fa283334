import { stepOf } from '../../filter/step.js'
import { type PcmFormat, precisionFor } from '../../format/pcm/pcm-format.js'
import { resampledLength } from '../../stream/resampler/resample.js'
import { Resampler } from '../../stream/resampler/resampler.js'
import type { ResampleOptions } from '../../stream/resampler/resampler-options.js'
import type { AudioInput } from '../inputs/input.js'
import { openAudioOutput } from '../outputs/audio-output.js'
import { clippingWarning } from '../outputs/clipping-warning.js'
import { Dither } from '../outputs/dither.js'
import { blamingOptions } from '../terminal/blame.js'
import { type Io, warn } from '../terminal/io.js'
import { showProgress } from '../terminal/progress.js'

/** Where a sound goes. */
export interface SoundOutput {
  /** The file; undefined and `-` are stdout. */
  readonly path: string | undefined
  /** How samples are stored. Default: as the file's extension says, else as in the input. */
  readonly format: PcmFormat | undefined
  /** Whether noise is added before samples become integers. */
  readonly dither: boolean
}

/** Converts a sound to another rate, and writes it as it is computed; warns if it clips. */
export async function resampleSound(
  input: AudioInput,
  options: ResampleOptions,
  { path, format, dither: isDithered }: SoundOutput,
  io: Io,
): Promise<void> {
  const { channels } = input
  const { fromRate, toRate } = options
  const step = blamingOptions(() => stepOf(fromRate, toRate), { fromRate: '--rate', toRate: '--to' })
  const frames = input.frames === undefined ? undefined : resampledLength(input.frames, step)
  const like = { ...input, sampleRate: toRate }
  const output = await openAudioOutput(like, { path, format, channels, frames }, io)
  const progress = await showProgress(input.name, frames, io)
  try {
    const dither = isDithered ? new Dither(output.format) : undefined
    using resampler = new Resampler({
      ...options,
      channelCount: channels,
      precision: precisionFor(output.format),
    })
    const write = async (planar: ReturnType<typeof resampler.flush>): Promise<void> => {
      dither?.add(planar)
      await output.write(planar)
      progress.add(planar[0].length)
    }
    for await (const chunk of input.chunks) await write(resampler.process(chunk))
    await write(resampler.flush())
    const loudness = await output.close()
    progress.stop()
    const warning = clippingWarning(input.name, output.format, loudness, undefined)
    if (warning !== undefined) warn(io, warning)
  } catch (error) {
    progress.stop()
    await output.abort()
    throw error
  }
}
