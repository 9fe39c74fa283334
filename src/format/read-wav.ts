import type { Samples } from '../samples.js'
import { isEmpty } from '../stream/is-empty.js'
import { type WavHeader, WavReader, type WavReaderOptions } from './wav-reader.js'

/** What a WAV file says of itself, and its samples as they come. */
export interface WavStream extends WavHeader {
  /** One array a channel, to be gone through once. Leaving early closes the source. */
  readonly chunks: AsyncGenerator<Samples[], void, undefined>
}

/**
 * Reads the header of a WAV file from a source of bytes, and leaves the samples to be read on: `WavReader` for who must know the
 * sample rate before the first sample.
 *
 * @param source Bytes, cut anyhow: a Node or Web stream, any iterable. It is read only as fast as the chunks are taken.
 * @param options As for `WavReader`.
 * @throws InputError as `WavReader`; later, from `chunks`, if the file is cut short. What fails the source.
 * @example
 * const encoder = new WavEncoder({ sampleRate: 8000, format: 's16le' })
 * const { sampleRate, chunks } = await readWav([encoder.process([[0.5]]), encoder.process([[0.25]])])
 * sampleRate // 8000
 * for await (const [mono] of chunks) mono.length // 1
 */
export async function readWav(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: WavReaderOptions = {},
): Promise<WavStream> {
  const reader = new WavReader(options)
  const chunks = samplesOf(source, reader)
  // Without a header the iteration does not end, but throws.
  while (reader.header === undefined) await chunks.next()
  return { ...reader.header, chunks }
}

/** Yields the samples; and first, when the header has come, an empty list, up to which `readWav` goes. */
async function* samplesOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  reader: WavReader,
): AsyncGenerator<Samples[], void, undefined> {
  let isKnown = false
  try {
    for await (const bytes of source) {
      const samples = reader.process(bytes)
      if (!isKnown && reader.header !== undefined) {
        isKnown = true
        yield []
      }
      if (!isEmpty(samples)) yield samples
    }
    reader.flush()
  } finally {
    reader.dispose()
  }
}
