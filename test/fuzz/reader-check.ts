import {
  CsvReader,
  InputError,
  NdjsonReader,
  PcmDecoder,
  PcmEncoder,
  type SeriesChunk,
  type SeriesOptions,
  WavEncoder,
  WavReader,
} from 'tapline/format'
import { cut, outcome } from '../format/support.js'
import { damaged } from './damage.js'
import type { PcmInput, ReaderCase, TextInput, WavInput } from './reader-case.js'
import { processorTime } from './processor-time.js'
import { require } from './require.js'

/** A case that takes longer is assumed to hang. */
const mostMilliseconds = 2000

/** The results of a reader: each column or channel, and its error. */
interface Outcome {
  readonly columns: readonly (readonly unknown[])[]
  readonly error: unknown
}

/**
 * Passes the damaged input to its reader, whole and in chunks.
 *
 * @throws Error unless both give the same, an error says where it is, nothing is missing without one, and it does not take long.
 */
export function checkReader({ input, damages, chunks }: ReaderCase): void {
  const bytes = damages.reduce(damaged, bytesOf(input))
  const begin = processorTime()
  const whole = read(input, [bytes])
  const inChunks = read(input, cut(bytes, chunks))
  require(processorTime() - begin < mostMilliseconds, `it took ${processorTime() - begin} ms`)
  require(same(whole.columns, inChunks.columns), 'the results depend on the chunks')
  require(String(whole.error) ===
    String(inChunks.error), `${String(inChunks.error)} in chunks, ${String(whole.error)} whole`)
  if (whole.error !== undefined) requirePlace(whole.error, bytes)
  if (input.kind === 'wav') requireAllFrames(whole, bytes, damages.length === 0 ? input : undefined)
  else if (input.kind === 'pcm') requireAllSamples(whole, bytes, input)
  else requireAllRows(whole, bytes, input)
}

function read(input: ReaderCase['input'], chunks: readonly Uint8Array[]): Outcome {
  if (input.kind === 'pcm') {
    const { format, channels } = input
    return planar(outcome(new PcmDecoder({ format, channels }), chunks))
  }
  if (input.kind === 'wav') return planar(outcome(new WavReader({ strict: true }), chunks))
  const options: SeriesOptions = {
    ...(input.columns && { columns: input.columns }),
    ...(input.time !== undefined && { time: input.time }),
  }
  const reader = input.kind === 'csv' ? new CsvReader(options) : new NdjsonReader(options)
  const { results, error } = outcome<SeriesChunk>(reader, chunks)
  // The times are one more column.
  return planar({ results: results.map(({ times, columns }) => [times, ...columns]), error })
}

function planar({ results, error }: { results: (readonly ArrayLike<unknown>[])[]; error: unknown }): Outcome {
  const columns: unknown[][] = []
  for (const chunk of results) {
    for (const [i, values] of chunk.entries()) (columns[i] ??= []).push(...Array.from(values))
  }
  return { columns, error }
}

function same(a: Outcome['columns'], b: Outcome['columns']): boolean {
  const filled = (columns: Outcome['columns']) => columns.filter((values) => values.length > 0)
  const [x, y] = [filled(a), filled(b)]
  return (
    x.length === y.length &&
    x.every(
      (values, i) => values.length === y[i].length && values.every((value, k) => Object.is(value, y[i][k])),
    )
  )
}

function requirePlace(error: unknown, bytes: Uint8Array): void {
  require(error instanceof InputError, `the error is ${String(error)}`)
  const { offset, line, message } = error as InputError
  require(Number.isSafeInteger(offset) &&
    offset >= 0 &&
    offset <= bytes.length, `the offset is ${offset}: ${message}`)
  require(line === undefined || (Number.isSafeInteger(line) && line >= 1), `the line is ${line}: ${message}`)
  require(message.length < 400, `the message is long: ${message}`)
}

/** Everything that a file states, or that was written before the damage, is returned, or there is an error. */
function requireAllFrames(
  { columns, error }: Outcome,
  bytes: Uint8Array,
  undamaged: WavInput | undefined,
): void {
  if (undamaged !== undefined) require(error === undefined, `a good file fails: ${String(error)}`)
  if (error !== undefined) return
  const reader = new WavReader()
  reader.process(bytes)
  const frames = columns.length === 0 ? 0 : columns[0].length
  const due = undamaged?.frames ?? reader.header?.frames
  require(due === undefined || due === frames, `${frames} of ${due} frames came`)
  require(columns.every((samples) => samples.length === frames), 'channels differ in length')
}

function requireAllSamples(
  { columns, error }: Outcome,
  bytes: Uint8Array,
  { format, channels }: PcmInput,
): void {
  const frameBytes = new PcmEncoder({ format, channels }).process(
    Array.from({ length: channels }, () => [0]),
  ).length
  const rest = bytes.length % frameBytes
  require((error !== undefined) === rest > 0, `${rest} bytes are left, and the error is ${String(error)}`)
  require(columns[0].length ===
    Math.floor(bytes.length / frameBytes), `${columns[0].length} frames of ${bytes.length} bytes`)
}

/** Without quotes, each non-empty line is a row or the header, up to the one with an error. */
function requireAllRows({ columns, error }: Outcome, bytes: Uint8Array, { kind }: TextInput): void {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
  if (kind === 'csv' && text.includes('"')) return
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  const right =
    error instanceof InputError && error.line !== undefined ? lines.slice(0, error.line - 1) : lines
  const filled = right.filter((line) => (kind === 'csv' ? line !== '' : !/^[ \t\r]*$/.test(line))).length
  const rows = Math.max(0, ...columns.map((values) => values.length))
  // The header of CSV is not a row.
  require(rows === filled || (kind === 'csv' && rows === filled - 1), `${rows} rows of ${filled} lines came`)
}

function bytesOf(input: ReaderCase['input']): Uint8Array {
  if ('text' in input) return Uint8Array.from(Buffer.from(input.text))
  const { format, channels, frames } = input
  const samples = Array.from({ length: channels }, (_, c) =>
    Array.from({ length: frames }, (_, n) => Math.sin(n + c)),
  )
  if (input.kind === 'pcm') return new PcmEncoder({ format, channels }).process(samples)
  const encoder = new WavEncoder({
    sampleRate: 8000,
    format: input.format,
    channels,
    ...(input.isSized && { frames }),
  })
  const file = Buffer.concat([encoder.process(samples), encoder.flush()])
  if (input.other === undefined) return Uint8Array.from(file)
  const { other } = input
  const chunk = Buffer.alloc(8 + other + (other % 2))
  chunk.write('LIST')
  chunk.writeUInt32LE(other, 4)
  return Uint8Array.from(Buffer.concat([file.subarray(0, 12), chunk, file.subarray(12)]))
}
