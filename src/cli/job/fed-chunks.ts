import { basename, extname } from 'node:path'
import type { FedChunk } from '../../nats/index.js'
import type { Input } from '../inputs/input.js'

/**
 * The channels of a sound, or the columns of a table, as series.
 *
 * @param prefix The prefix of the names of the series. Default: the file's name, without its extension.
 */
export async function* fedChunks(input: Input, prefix: string | undefined): AsyncGenerator<FedChunk> {
  const start = prefix ?? nameOf(input.name)
  const next: number[] = []
  let names: readonly string[] = []
  for await (const chunk of input.chunks) {
    const columns = Array.isArray(chunk) ? chunk : chunk.columns
    names = columns.map((_, i) => seriesName(start, labelOf(input, columns.length, i)))
    for (const [i, samples] of columns.entries()) {
      const index = next[i] ?? 0
      next[i] = index + samples.length
      if (samples.length > 0) yield { series: names[i], samples, index }
    }
  }
  for (const [i, series] of names.entries()) {
    yield { series, samples: new Float64Array(0), index: next[i] ?? 0, isEnd: true }
  }
}

function labelOf(input: Input, count: number, i: number): string {
  if (input.kind === 'series') return input.columnNames()?.[i] ?? (count === 1 ? '' : `${i}`)
  return count === 1 ? '' : `${i}`
}

function nameOf(path: string): string {
  return basename(path, extname(path))
}

/** Names of columns may be anything: characters that a series cannot have become `_`. */
function seriesName(start: string, label: string): string {
  const name = [start, label].filter((part) => part !== '').join(':')
  return name.replace(/[^!-)+-\-/-=?-~]/g, '_')
}
