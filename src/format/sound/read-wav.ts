import { describe } from '../../describe.js'
import type { Samples } from '../../samples.js'
import { isEmpty } from '../../stream/is-empty.js'
import type { InputError } from '../input-error.js'
import type { SampleReader, SoundHeader, SoundReaderOptions } from './sample-reader.js'
import { SoundReader } from './sound-reader.js'
import { WavReader } from './wav-reader.js'

/** The header of a sound file, and its samples as they arrive. */
export interface SoundStream extends SoundHeader {
  /** The samples, as one array per channel. You can iterate once; leaving the loop early closes the source. */
  readonly chunks: AsyncGenerator<Samples[], void, undefined>
  /** What was wrong with the file, although it could be read. Known after the last chunk. */
  readonly warnings: readonly InputError[]
}

/** The header of a WAV file, and its samples as they arrive. */
export type WavStream = SoundStream

/**
 * Reads the header of a WAV file from a source of bytes, and returns it with the samples still to come. Like `WavReader`, for
 * those who must know the sample rate before the first sample.
 *
 * @param source Bytes in chunks of any size: a Node or Web stream, or any iterable. It is read only as fast as you take the
 *   chunks.
 * @param options As for `WavReader`.
 * @throws InputError as `WavReader`; later, from `chunks`, if the file is truncated and `strict` is set. Errors of the source are
 *   passed on.
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
 * Reads the header of any uncompressed sound file from a source of bytes, and returns it with the samples still to come: see
 * `SoundReader`.
 *
 * @param source Bytes in chunks of any size: a Node or Web stream, or any iterable. It is read only as fast as you take the
 *   chunks.
 * @param options As for `SoundReader`.
 * @throws InputError as `SoundReader`; later, from `chunks`, if the file is truncated and `strict` is set. Errors of the source
 *   are passed on.
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

/** Iterating over a byte array yields numbers, and over a string characters: neither is a source of byte arrays. */
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
  // If the input ends before its header does, `next` throws, so this loop ends.
  while (reader.header === undefined) await chunks.next()
  return { ...reader.header, warnings: reader.warnings, chunks }
}

/** Yields an empty list when the header is complete, for which `begun` waits, and then the samples. */
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
