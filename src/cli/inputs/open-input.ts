import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import { InputError } from '../../format/input-error.js'
import { asReadError } from '../../node/file-error.js'
import { DataError, UsageError } from '../errors.js'
import type { Io } from '../io.js'
import { peek } from './byte-source.js'
import type { Input } from './input.js'
import type { InputOptions } from './input-options.js'
import { openAudio } from './open-audio.js'
import { openRaw, rawFormatOf } from './open-raw.js'
import { openSeries, type SeriesContainer } from './open-series.js'

const containers: Readonly<Record<string, SeriesContainer>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/**
 * Opens what a path names: by its extension a series (.csv, .tsv, .ndjson, .jsonl) or raw PCM (.raw, .pcm, .s16 ...), else a
 * sound file. `-`, and no path at all, is stdin, where what comes first decides: RIFF is a WAV file; `--format` makes all else raw
 * PCM; a brace or bracket is NDJSON, and other text CSV.
 *
 * @throws UsageError if nothing can come from stdin, or options are missing; DataError, FileError, InputError if the input is unfit
 */
export async function openInput(path: string | undefined, options: InputOptions, io: Io): Promise<Input> {
  const isLive = path === undefined || path === '-'
  const input = await (isLive ? openStdin(options, io) : openFile(path, options)).catch(
    named(isLive ? 'stdin' : path),
  )
  return input.kind === 'audio'
    ? { ...input, chunks: namedChunks(input.name, input.chunks) }
    : { ...input, chunks: namedChunks(input.name, input.chunks) }
}

function openFile(path: string, options: InputOptions): Promise<Input> {
  const extension = extname(path).toLowerCase()
  const origin = { name: path, isLive: false }
  if (extension in containers) {
    return Promise.resolve(openSeries(bytesOf(path), containers[extension], options, origin))
  }
  const format = rawFormatOf(extension)
  if (format !== undefined) {
    return Promise.resolve(
      openRaw(bytesOf(path), { ...options, format: options.format ?? format.format }, origin),
    )
  }
  return openAudio(path, options)
}

async function openStdin(options: InputOptions, io: Io): Promise<Input> {
  const origin = { name: 'stdin', isLive: true }
  const { stdin } = io
  if (stdin.isTTY === true) throw new UsageError('no input: name a file, or pipe one into tapline')
  const isText = options.column !== undefined || options.time !== undefined
  const { beginning, bytes } = await peek(stdin, (first) => isTelling(first, isText))
  if (isWav(beginning)) return openAudio(bytes, options)
  if (!isText && options.format !== undefined) return openRaw(bytes, options, origin)
  const container = containerOf(beginning, isText)
  if (container !== undefined) return openSeries(bytes, container, options, origin)
  if (beginning.length === 0)
    throw new DataError('nothing came from stdin: pipe a WAV file, raw PCM or a series into it')
  throw new UsageError(
    'what comes from stdin is neither WAV nor text: say what it is, with --format, --rate and --channels',
  )
}

/** Whether so many bytes tell what will come: of text, the first that is no space; else as many as a WAV file's name of itself. */
function isTelling(beginning: Uint8Array, isText: boolean): boolean {
  return beginning.length >= 12 || (isText && text(beginning).trim() !== '')
}

function isWav(beginning: Uint8Array): boolean {
  return /^(?:RIFF|RIFX|RF64|BW64)[^]{4}WAVE/.test(text(beginning.subarray(0, 12)))
}

function containerOf(beginning: Uint8Array, isText: boolean): SeriesContainer | undefined {
  const first = text(beginning.subarray(0, 256)).replace(/^\u00EF\u00BB\u00BF/, '')
  if (/^\s*[{[]/.test(first)) return 'ndjson'
  // Control characters other than tabs and ends of lines do not come in text.
  return isText || (first !== '' && !/[^\t\r\n\u0020-\u007E\u0080-\u00FF]/.test(first)) ? 'csv' : undefined
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

/** Bytes read at once: so many that a chunk's cost is that of its samples. */
const READ_BYTES = 2 ** 20

async function* bytesOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path, { highWaterMark: READ_BYTES })
  } catch (cause) {
    asReadError(path)(cause)
  }
}

/** Says in which input something is wrong, where the readers know of bytes alone. */
function named(name: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof InputError)) throw error
    throw new DataError(`${name}: ${error.message}`, { cause: error })
  }
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
