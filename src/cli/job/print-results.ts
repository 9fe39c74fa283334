import type { ResultBatch, SeriesResult } from '../../nats/index.js'
import type { AudioOutput } from '../outputs/audio-output.js'
import { openAudioOutput } from '../outputs/audio-output.js'
import { type Row, Table } from '../outputs/table.js'
import { precisionOf, type Samples } from '../../samples.js'
import { DataError, UsageError } from '../terminal/errors.js'
import { type Io, warn, writeOut } from '../terminal/io.js'

export const RESULT_FORMATS = ['ndjson', 'csv', 'wav'] as const

/** Which results to write, and how. */
export interface ResultsForm {
  readonly format: (typeof RESULT_FORMATS)[number]
  /** Only this series. */
  readonly series?: string
  /** At most this many results. */
  readonly first?: number
  /** The sample rate of a WAV file, and its path. Default: stdout. */
  readonly rate?: number
  readonly output?: string
}

/** Writes results as they come. */
export interface ResultPrinter {
  /** Writes results. Returns whether it takes more. */
  print(batch: ResultBatch): Promise<boolean>
  /** Completes the output. */
  close(): Promise<void>
  /** Ends after an error, and leaves no incomplete file behind. */
  abort(): Promise<void>
}

/** @throws UsageError if an option is missing, or does not suit the format. */
export async function openPrinter(form: ResultsForm, io: Io): Promise<ResultPrinter> {
  if (form.format === 'wav') return wavPrinter(form, io)
  if (form.output !== undefined || form.rate !== undefined) {
    throw new UsageError(`${form.format} takes neither --output nor --rate: pass them with --format wav`)
  }
  const table = new Table(io, ['series', 'index', 'value'])
  if (form.format === 'csv') await table.write([])
  let left = form.first ?? Infinity
  const nothing = (): Promise<void> => Promise.resolve()
  return {
    async print(batch) {
      tell(batch, io)
      const chosen = chosenOf(batch, form).slice(0, left)
      if (form.format === 'csv') await table.write(chosen.flatMap(rowsOf))
      else await writeOut(io, chosen.map(lineOf).join(''))
      left -= chosen.length
      return left > 0
    },
    ...{ close: nothing, abort: nothing },
  }
}

/** Writes the samples of one series as sound, with all their bits: in float32 or float64, as they are. */
function wavPrinter({ series, rate, output: path, first, ...form }: ResultsForm, io: Io): ResultPrinter {
  if (series === undefined || rate === undefined) {
    throw new UsageError('a WAV file holds one series and its sample rate: pass --series and --rate')
  }
  if (first !== undefined) throw new UsageError('--first is for lines: a WAV file holds all of a series')
  let output: AudioOutput | undefined
  const open = (samples: Samples): Promise<AudioOutput> => {
    const format = precisionOf(samples) === 'float32' ? 'f32le' : 'f64le'
    const like = { sampleRate: rate, container: 'wav', format } as const
    return openAudioOutput(like, { path, format, channels: 1, frames: undefined }, io)
  }
  return {
    async print(batch) {
      tell(batch, io)
      for (const result of chosenOf(batch, { ...form, series })) {
        if (result.type === 'end') return false
        if (result.type === 'values') {
          throw new DataError(
            `the results of ${series} must be samples for a WAV file, got values: pass --format ndjson or csv`,
          )
        }
        output ??= await open(result.samples)
        await output.write([result.samples])
      }
      return true
    },
    async close() {
      if (output === undefined)
        throw new DataError(`there are no samples of ${series}: check the name of the series`)
      await output.close()
    },
    async abort() {
      await output?.abort()
    },
  }
}

function chosenOf({ results }: ResultBatch, { series }: ResultsForm): readonly SeriesResult[] {
  return series === undefined ? results : results.filter((result) => result.series === series)
}

function tell({ partition, faults }: ResultBatch, io: Io): void {
  for (const { input, series, index, length, reason } of faults) {
    const what = series ?? `message ${input} of partition ${partition}`
    const where = index === undefined ? '' : `, ${length} samples from ${index} on`
    warn(io, `${what}${where}: left out: ${reason}`)
  }
}

function lineOf(result: SeriesResult): string {
  const { series, index, type } = result
  if (type === 'end') return `${JSON.stringify({ series, index, end: true })}\n`
  if (type === 'values') return `${JSON.stringify({ series, index, values: result.values })}\n`
  return `${JSON.stringify({ series, index, samples: Array.from(result.samples) })}\n`
}

function rowsOf(result: SeriesResult): Row[] {
  if (result.type === 'end') return []
  const values: ArrayLike<unknown> = result.type === 'samples' ? result.samples : result.values
  return Array.from(values, (value, n) => ({
    series: result.series,
    index: result.index + n,
    value: typeof value === 'number' ? value : JSON.stringify(value),
  }))
}
