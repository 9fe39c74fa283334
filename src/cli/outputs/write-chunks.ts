import type { Samples } from '../../samples.js'
import { type Io, warn } from '../terminal/io.js'
import { showProgress } from '../terminal/progress.js'
import type { AudioOutput } from './audio-output.js'
import { clippingWarning } from './clipping-warning.js'
import { Dither } from './dither.js'

/** How chunks are written. */
export interface WriteOptions {
  /** The input, for messages. */
  readonly name: string
  /** The length of the output in samples of one channel, if it is known. */
  readonly frames: number | undefined
  /** Whether noise is added before samples become integers. */
  readonly dither: boolean | undefined
  /** The gain that was asked for, where one can be: for the warning where the output clips. */
  readonly gain: number | undefined
}

/** Writes chunks of sound as they are computed, and warns if they clip. If one fails, the output is given up. */
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
