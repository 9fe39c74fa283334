import { headFor, MARK_BYTES } from '../../format/sound/head/any-head.js'
import { peek } from '../../node/peek.js'
import { DataError, UsageError } from '../terminal/errors.js'
import type { Input, InputOrigin } from './input.js'
import type { InputOptions } from './input-options.js'
import { openAudio } from './open-audio.js'
import { openRaw } from './open-raw.js'
import { openSeries, type SeriesContainer } from './open-series.js'

/**
 * Opens bytes without a name: the first ones decide. WAV and coded sound identify themselves. With `--format`, anything else is raw
 * PCM. A brace or bracket means NDJSON, other text CSV.
 *
 * @throws UsageError if options are missing or do not apply; DataError if nothing comes; FileError, InputError if it cannot be used
 */
export async function openSniffed(
  source: AsyncIterable<Uint8Array>,
  options: InputOptions,
  origin: InputOrigin,
): Promise<Input> {
  const hasColumns = options.column !== undefined || options.time !== undefined
  const { beginning, bytes, close } = await peek(source, (first) => isTelling(first, hasColumns))
  try {
    const isRaw = !hasColumns && options.format !== undefined
    if (headFor(beginning) !== undefined || isCoded(beginning, isRaw))
      return await openAudio(bytes, options, origin)
    if (isRaw) return openRaw(bytes, options, origin)
    const container = containerOf(beginning, hasColumns)
    if (container === undefined) fail(beginning, origin)
    return openSeries(bytes, container, options, origin)
  } catch (error) {
    await close()
    throw error
  }
}

/** Whether these bytes identify the input: for text, the first one that is not a space; else as many as identify a WAV file. */
function isTelling(beginning: Uint8Array, hasColumns: boolean): boolean {
  return beginning.length >= MARK_BYTES || (hasColumns && text(beginning).trim() !== '')
}

/**
 * Whether this is FLAC, Ogg, MP3, AAC, MP4 or WebM. Samples can look like a frame of MP3 or AAC, so these are excluded if samples
 * are expected.
 */
function isCoded(beginning: Uint8Array, isRaw: boolean): boolean {
  const first = text(beginning.subarray(0, MARK_BYTES))
  const isNamed = /^(?:fLaC|OggS|ID3|[^]{4}ftyp|[^]E\u00DF\u00A3)/.test(first) && !isPrintable(first)
  return isNamed || (!isRaw && /^\u00FF[\u00E2\u00E3\u00F0-\u00F3\u00F8-\u00FB]/.test(first))
}

function containerOf(beginning: Uint8Array, hasColumns: boolean): SeriesContainer | undefined {
  const first = text(beginning.subarray(0, 256)).replace(/^\u00EF\u00BB\u00BF/, '')
  if (/^\s*[{[]/.test(first)) return 'ndjson'
  return hasColumns || (first !== '' && isPrintable(first)) ? 'csv' : undefined
}

/** Text does not contain control characters other than tabs and line ends. */
function isPrintable(first: string): boolean {
  return !/[^\t\r\n\u0020-\u007E\u0080-\u00FF]/.test(first)
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function fail({ length }: Uint8Array, { name }: InputOrigin): never {
  if (length === 0)
    throw new DataError(
      `${name} must hold a sound or a series, got nothing: name a file, or pipe one into tapline`,
    )
  throw new UsageError(
    `${name} is neither WAV, FLAC, MP3, Ogg or AAC nor text: ` +
      'describe it with --format, --rate and --channels',
  )
}
