import { type PcmFormat, precisionFor } from '../../format/pcm/pcm-format.js'
import type { KernelMatrix } from '../../stream/convolver/prepared-matrix.js'
import type { AudioInput } from '../inputs/input.js'
import { type Io, warn } from '../terminal/io.js'
import { showProgress } from '../terminal/progress.js'
import { type Edges, render } from './render.js'
import { Dither } from '../outputs/dither.js'
import { openAudioOutput } from '../outputs/audio-output.js'
import { clippingWarning } from '../outputs/clipping-warning.js'

/** What is made of a sound, and where it goes. */
export interface SoundSettings {
  /** The file; undefined and `-` are stdout. */
  readonly path: string | undefined
  /** How samples are stored. Default: as the file's extension says, else as in the input. */
  readonly format: PcmFormat | undefined
  readonly kernels: KernelMatrix
  /** As in `render`. */
  readonly skip: number
  readonly extra: number
  readonly edges?: Edges | undefined
  readonly jobs?: number | undefined
  /** Whether noise is added before samples become integers. */
  readonly dither?: boolean | undefined
  /** The gain that was asked for, where one can be: for the warning where the output clips. */
  readonly gain: number | undefined
}

/** Convolves a sound, and writes it as it is computed; warns if it clips. */
export async function writeSound(input: AudioInput, settings: SoundSettings, io: Io): Promise<void> {
  const { path, format, kernels, skip, extra, edges, jobs, gain } = settings
  // Nothing has no tail.
  const frames = input.frames === undefined || input.frames === 0 ? input.frames : input.frames + extra
  const output = await openAudioOutput(input, { path, format, channels: kernels[0].length, frames }, io)
  const progress = await showProgress(input.name, frames, io)
  try {
    const dither = settings.dither === true ? new Dither(output.format) : undefined
    const { isLive } = input
    const rendering = {
      kernels,
      precision: precisionFor(output.format),
      isLive,
      jobs,
      skip,
      extra,
      edges,
    } as const
    for await (const chunk of render(input.chunks, rendering)) {
      dither?.add(chunk)
      await output.write(chunk)
      progress.add(chunk[0].length)
    }
    const loudness = await output.close()
    progress.stop()
    const warning = clippingWarning(input.name, output.format, loudness, gain)
    if (warning !== undefined) warn(io, warning)
  } catch (error) {
    progress.stop()
    await output.abort()
    throw error
  }
}
