import { type PcmFormat, precisionFor } from '../../format/pcm/pcm-format.js'
import type { Samples } from '../../samples.js'
import type { AudioInput } from '../inputs/input.js'
import { openAudioOutput } from '../outputs/audio-output.js'
import { writeChunks } from '../outputs/write-chunks.js'
import type { Io } from '../terminal/io.js'
import { ReferenceRemover } from './reference-remover.js'

/** What is learned, and where results are written. */
export interface AdaptOptions {
  /** The number of taps. Default: 0.1 s of sound, 64 readings of a series. */
  readonly length?: number | undefined
  /** The file; undefined and `-` are stdout. */
  readonly output?: string | undefined
  /** The sample format of the output. Default: `format`, else that of the input. */
  readonly outputFormat?: PcmFormat | undefined
  readonly format?: PcmFormat | undefined
  /** Whether dither is added before samples are rounded to integers. */
  readonly dither?: boolean | undefined
  /** The file for the learned kernel. Default: none. */
  readonly saveKernel?: string | undefined
}

/** Removes one sound from another, and writes what is left while it is computed. */
export async function adaptSound(
  recording: AudioInput,
  reference: AudioInput,
  options: AdaptOptions,
  io: Io,
): Promise<void> {
  const { name, channels, sampleRate, frames } = recording
  const { output: path, dither, saveKernel, length = Math.max(1, Math.round(sampleRate / 10)) } = options
  const format = options.outputFormat ?? options.format
  const output = await openAudioOutput(recording, { path, format, channels, frames }, io)
  const precision = precisionFor(output.format)
  async function* chunks(): AsyncGenerator<Samples[], void, undefined> {
    const remover = new ReferenceRemover(reference, channels, length, precision)
    try {
      for await (const chunk of recording.chunks) yield await remover.remove(chunk)
      if (saveKernel !== undefined) await writeKernels(remover.kernels, recording, saveKernel, io)
    } finally {
      await remover.close()
    }
  }
  await writeChunks(chunks(), output, { name, frames, dither, gain: undefined }, io)
}

/** A channel for each. Taps are stored as they are, in float32. */
async function writeKernels(
  kernels: readonly Samples[],
  { sampleRate }: AudioInput,
  path: string,
  io: Io,
): Promise<void> {
  const like = { sampleRate, container: 'wav', format: 'f32le' } as const
  const settings = { path, format: 'f32le', channels: kernels.length, frames: kernels[0].length } as const
  const output = await openAudioOutput(like, settings, io)
  try {
    await output.write(kernels)
    await output.close()
  } catch (error) {
    await output.abort()
    throw error
  }
}
