import { extname } from 'node:path'
import { InputError } from '../../format/input-error.js'
import { fileBytes } from '../../node/file-bytes.js'
import type { Samples } from '../../samples.js'
import { DataError, UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'
import { bridgedRows } from './bridged-rows.js'
import type { AudioInput, Input, SeriesInput } from './input.js'
import type { InputOptions } from './input-options.js'
import { openAudio } from './open-audio.js'
import { openRaw, rawFormatOf } from './open-raw.js'
import { openSniffed } from './open-sniffed.js'
import { openSeries, seriesContainerOf } from './open-series.js'
import { regriddedRows } from './regridded-rows.js'

/** Extensions of files that are not series, whatever they begin with. An image is refused as a sound that cannot be decoded. */
const soundsAndImages =
  /^\.(?:wave?|w64|rf64|bw64|aif[fc]?|au|snd|caf|flac|mp[1-4]|m4[abv]|aac|og[gax]|opus|spx|wma|wv|ape|web[mp]|mk[av]|mov|avi|png|jpe?g|gif|tiff?|avif|hei[cf]|bmp|svg)$/

/**
 * Opens an input by its path. The extension decides: a series (.csv, .tsv, .ndjson, .jsonl), raw PCM (.raw, .pcm, .s16 ...) or a
 * sound file (.wav, .flac, .mp3 ...). Without a known extension, and for stdin (`-` or no path), the first bytes decide: see
 * `openSniffed`.
 *
 * @throws UsageError if stdin is a terminal, or options are missing; DataError, FileError, InputError if the input cannot be used
 */
export async function openInput(path: string | undefined, options: InputOptions, io: Io): Promise<Input> {
  const isStdin = path === undefined || path === '-'
  const opening = async (): Promise<Input> => (isStdin ? openStdin(options, io) : openFile(path, options))
  const input = await opening().catch(named(isStdin ? 'stdin' : path))
  return input.kind === 'audio'
    ? { ...input, chunks: notingFaults(input, io) }
    : {
        ...input,
        chunks: namedChunks(
          input.name,
          bridgedRows(input.name, evenRows(input, options), options.gaps ?? 'nan', io),
        ),
      }
}

/** The rows of a series, on an even grid with --regrid. */
function evenRows({ name, chunks }: SeriesInput, { regrid, maxGap }: InputOptions): SeriesInput['chunks'] {
  if (regrid === undefined) {
    if (maxGap !== undefined) throw new UsageError('--max-gap works only with --regrid: pass both or neither')
    return chunks
  }
  return regriddedRows(name, chunks, { step: regrid, ...(maxGap === undefined ? {} : { maxGap }) })
}

function openFile(path: string, options: InputOptions): Input | Promise<Input> {
  const extension = extname(path).toLowerCase()
  const origin = { name: path, isLive: false }
  const bytes = fileBytes(path)
  const container = seriesContainerOf(extension)
  if (container !== undefined) return openSeries(bytes, container, options, origin)
  const raw = rawFormatOf(extension)
  if (raw !== undefined) return openRaw(bytes, { ...options, format: options.format ?? raw.format }, origin)
  return soundsAndImages.test(extension)
    ? openAudio(bytes, options, origin)
    : openSniffed(bytes, options, origin)
}

function openStdin(options: InputOptions, { stdin }: Io): Promise<Input> {
  if (stdin.isTTY === true) throw new UsageError('no input: name a file, or pipe one into tapline')
  return openSniffed(stdin, options, { name: 'stdin', isLive: stdin.isFile !== true })
}

/** Adds the name of the input to errors of the readers, which know only bytes. */
function named(name: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof InputError)) throw error
    // Options of the reader have other names here.
    const message = error.message.replace("set decimal: ','", 'pass --decimal ,')
    throw new DataError(`${name}: ${message}`, { cause: error })
  }
}

/** Defects are reported at the end. */
async function* notingFaults(
  { name, chunks, faults }: AudioInput,
  io: Io,
): AsyncGenerator<Samples[], void, undefined> {
  yield* namedChunks(name, chunks)
  ;(io.faults ??= []).push(...faults().map(({ message }) => `${name}: ${message}`))
}

async function* namedChunks<Chunk>(
  name: string,
  chunks: AsyncIterable<Chunk>,
): AsyncGenerator<Chunk, void, undefined> {
  try {
    yield* chunks
  } catch (error) {
    named(name)(error)
  }
}
