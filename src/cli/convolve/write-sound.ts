import { type PcmFormat, precisionFor } from '../../format/pcm/pcm-format.js'
import type { KernelMatrix } from '../../stream/convolver/prepared-matrix.js'
import type { AudioInput } from '../inputs/input.js'
import type { Io } from '../terminal/io.js'
import { type ConvolveElsewhere, type Edges, render } from './render.js'
import { openAudioOutput } from '../outputs/audio-output.js'
import { writeChunks } from '../outputs/write-chunks.js'

/** How a sound is processed, and where it is written. */
export interface SoundSettings {
  /** The file; undefined and `-` are stdout. */
  readonly path: string | undefined
  /** The sample format. Default: that of the file's extension, else that of the input. */
  readonly format: PcmFormat | undefined
  readonly kernels: KernelMatrix
  /** As in `render`. */
  readonly skip: number
  readonly extra: number
  readonly edges?: Edges | undefined
  readonly jobs?: number | undefined
  readonly elsewhere?: ConvolveElsewhere | undefined
  /** Whether dither is added before samples are rounded to integers. */
  readonly dither?: boolean | undefined
  /** The requested gain, if the command has one: for the warning if the output clips. */
  readonly gain: number | undefined
}

/** Convolves a sound, and writes it as it is computed; warns if it clips. */
export async function writeSound(input: AudioInput, settings: SoundSettings, io: Io): Promise<void> {
  const { path, format, kernels, skip, extra, edges, jobs, elsewhere, dither, gain } = settings
  // Nothing has no tail.
  const frames = input.frames === undefined || input.frames === 0 ? input.frames : input.frames + extra
  const output = await openAudioOutput(input, { path, format, channels: kernels[0].length, frames }, io)
  const rendering = {
    kernels,
    precision: precisionFor(output.format),
    isLive: input.isLive,
    jobs,
    elsewhere,
    skip,
    extra,
    edges,
  } as const
  const chunks = render(input.chunks, rendering)
  await writeChunks(chunks, output, { name: input.name, frames, dither, gain }, io)
}
