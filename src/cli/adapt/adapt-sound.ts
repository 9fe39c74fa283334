import { type PcmFormat, precisionFor } from '../../format/pcm/pcm-format.js'
import type { Samples } from '../../samples.js'
import type { AudioInput } from '../inputs/input.js'
import { type AudioOutput, openAudioOutput } from '../outputs/audio-output.js'
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
  const { channels, sampleRate } = recording
  const { saveKernel, length = Math.max(1, Math.round(sampleRate / 10)) } = options
  // What cannot be written is reported before anything is computed.
  const kernels = saveKernel === undefined ? undefined : await openKernels(saveKernel, recording, length, io)
  try {
    const { output: path, outputFormat, dither } = options
    const { name, frames } = recording
    const format = outputFormat ?? options.format
    const output = await openAudioOutput(recording, { path, format, channels, frames }, io)
    const precision = precisionFor(output.format)
    async function* chunks(): AsyncGenerator<Samples[], void, undefined> {
      const remover = new ReferenceRemover(reference, channels, length, precision)
      try {
        for await (const chunk of recording.chunks) yield await remover.remove(chunk)
        await kernels?.write(remover.kernels)
      } finally {
        await remover.close()
      }
    }
    await writeChunks(chunks(), output, { name, frames, dither, gain: undefined }, io)
    await kernels?.close()
  } catch (error) {
    await kernels?.abort()
    throw error
  }
}

/** A channel for each kernel. Taps are stored as they are, in float32. */
function openKernels(
  path: string,
  { sampleRate, channels }: AudioInput,
  length: number,
  io: Io,
): Promise<AudioOutput> {
  const like = { sampleRate, container: 'wav', format: 'f32le' } as const
  return openAudioOutput(like, { path, format: 'f32le', channels, frames: length }, io)
}
