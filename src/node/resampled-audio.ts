import { stepOf } from '../filter/step.js'
import { precisionOf, type Samples } from '../samples.js'
import { resampledLength } from '../stream/resampler/resample.js'
import { Resampler } from '../stream/resampler/resampler.js'
import type { Rates } from '../stream/resampler/resampler-options.js'
import type { AudioSource } from './audio-source.js'

/**
 * The same sound at another sample rate, resampled as you iterate; the source itself if it has that rate. The samples are those of
 * `resample` for the whole sound.
 *
 * @throws RangeError if one rate is more than 1000 times the other. The source is closed then.
 */
export async function resampledAudio(source: AudioSource, sampleRate: number): Promise<AudioSource> {
  if (sampleRate === source.sampleRate) return source
  const rates = { fromRate: source.sampleRate, toRate: sampleRate }
  try {
    const { frames } = source
    const step = stepOf(rates.fromRate, rates.toRate)
    return {
      format: source.format,
      channels: source.channels,
      sampleRate,
      frames: frames === undefined ? undefined : resampledLength(frames, step),
      get warnings() {
        return source.warnings
      },
      chunks: closing(resampledChunks(source, rates), source),
    }
  } catch (error) {
    await source.chunks.return()
    throw error
  }
}

/** The chunks. The source is closed even if the reader stops before the first one, which a generator would not notice. */
function closing(chunks: AudioSource['chunks'], source: AudioSource): AudioSource['chunks'] {
  const leave = chunks.return.bind(chunks)
  chunks.return = async (value) => {
    const left = await leave(value)
    await source.chunks.return()
    return left
  }
  return chunks
}

async function* resampledChunks(
  { channels: channelCount, chunks }: AudioSource,
  rates: Rates,
): AsyncGenerator<Samples[], void, undefined> {
  let resampler: Resampler<'float32' | 'float64', number> | undefined
  try {
    for await (const chunk of chunks) {
      resampler ??= new Resampler({ ...rates, channelCount, precision: precisionOf(chunk[0]) })
      const resampled = resampler.process(chunk)
      if (resampled[0].length > 0) yield resampled
    }
    const rest = resampler?.flush()
    if (rest !== undefined && rest[0].length > 0) yield rest
  } finally {
    resampler?.dispose()
  }
}
