import { describe } from '../../describe.js'
import type { Samples } from '../../samples.js'
import { isEmpty } from '../../stream/is-empty.js'
import type { InputError } from '../input-error.js'
import type { SampleReader, SoundHeader, SoundReaderOptions } from './sample-reader.js'
import { SoundReader } from './sound-reader.js'
import { WavReader } from './wav-reader.js'

/** What a sound file says of itself, and its samples as they come. */
export interface SoundStream extends SoundHeader {
  /** One array a channel, to be gone through once. Leaving early closes the source. */
  readonly chunks: AsyncGenerator<Samples[], void, undefined>
  /** When all chunks have been gone through: what was not as the header says, and was read all the same. */
  readonly warnings: readonly InputError[]
}

/** The same of a WAV file. */
export type WavStream = SoundStream

/**
 * Reads the header of a WAV file from a source of bytes, and leaves the samples to be read on: `WavReader` for who must know the
 * sample rate before the first sample.
 *
 * @param source Bytes, cut anyhow: a Node or Web stream, any iterable. It is read only as fast as the chunks are taken.
 * @param options As for `WavReader`.
 * @throws InputError as `WavReader`; later, from `chunks`, if the file is cut short and `strict` is set. What fails the source.
 * @example
 * const encoder = new WavEncoder({ sampleRate: 8000, format: 's16le' })
 * const { sampleRate, chunks } = await readWav([encoder.process([[0.5]]), encoder.process([[0.25]])])
 * sampleRate // 8000
 * for await (const [mono] of chunks) mono.length // 1
 */
export async function readWav(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options?: SoundReaderOptions,
): Promise<WavStream> {
  return begun(requireSource(source), new WavReader(options))
}

/**
 * The same for any sound file of plain samples: see `SoundReader`.
 *
 * @param source Bytes, cut anyhow: a Node or Web stream, any iterable. It is read only as fast as the chunks are taken.
 * @param options As for `SoundReader`.
 * @throws InputError as `SoundReader`; later, from `chunks`, if the file is cut short and `strict` is set. What fails the source.
 * @example
 * const encoder = new WavEncoder({ sampleRate: 8000, format: 's16le' })
 * const { format } = await readSound([encoder.process([[0.5]])])
 * format // 's16le'
 */
export async function readSound(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options?: SoundReaderOptions,
): Promise<SoundStream> {
  return begun(requireSource(source), new SoundReader(options))
}

/** An array of bytes is gone through by its numbers, and a text by its characters: neither is a source of bytes. */
function requireSource<Source>(source: Source): Source {
  const given = source as Partial<AsyncIterable<unknown> & Iterable<unknown>> | null | undefined
  const isObject = typeof given === 'object' && given !== null && !ArrayBuffer.isView(given)
  if (isObject && (Symbol.asyncIterator in given || Symbol.iterator in given)) return source
  throw new TypeError(`source must be a stream, or an iterable, of Uint8Arrays, got ${describe(source)}`)
}

async function begun(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  reader: SampleReader,
): Promise<SoundStream> {
  const chunks = samplesOf(source, reader)
  // Without a header the iteration does not end, but throws.
  while (reader.header === undefined) await chunks.next()
  return { ...reader.header, warnings: reader.warnings, chunks }
}

/** Yields the samples; and first, when the header has come, an empty list, up to which `begun` goes. */
async function* samplesOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  reader: SampleReader,
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
