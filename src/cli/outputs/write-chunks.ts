import type { Samples } from '../../samples.js'
import { type Io, warn } from '../terminal/io.js'
import { showProgress } from '../terminal/progress.js'
import type { AudioOutput } from './audio-output.js'
import { clippingWarning } from './clipping-warning.js'
import { Dither } from './dither.js'

/** How to write chunks. */
export interface WriteOptions {
  /** The input, for messages. */
  readonly name: string
  /** The length of the output in samples of one channel, if it is known. */
  readonly frames: number | undefined
  /** Whether to add noise before samples become integers. */
  readonly dither: boolean | undefined
  /** The requested gain, if the command has one: for the warning when the output clips. */
  readonly gain: number | undefined
}

/** Writes chunks of sound as they are computed, and warns if they clip. If one fails, the output is discarded. */
export async function writeChunks(
  chunks: AsyncIterable<readonly Samples[]>,
  output: AudioOutput,
  options: WriteOptions,
  io: Io,
): Promise<void> {
  const { name, frames, gain } = options
  const progress = await showProgress(name, frames, io)
  try {
    const dither = options.dither === true ? new Dither(output.format) : undefined
    for await (const chunk of chunks) {
      dither?.add(chunk)
      await output.write(chunk)
      progress.add(chunk[0].length)
    }
    const loudness = await output.close()
    progress.stop()
    const warning = clippingWarning(name, output.format, loudness, gain)
    if (warning !== undefined) warn(io, warning)
  } catch (error) {
    progress.stop()
    await output.abort()
    throw error
  }
}
