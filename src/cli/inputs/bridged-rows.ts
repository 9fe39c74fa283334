import { type Gaps, GapFiller } from '../../format/series/gap-filler.js'
import type { SeriesChunk } from '../../format/series/series.js'
import { StepChecker, type UnevenStep } from '../../format/series/step-checker.js'
import { type Io, warn } from '../terminal/io.js'

/** Rows as they come, with short gaps bridged on request; warns once if times are uneven. */
export async function* bridgedRows(
  name: string,
  chunks: AsyncIterable<SeriesChunk>,
  gaps: Gaps,
  io: Io,
): AsyncGenerator<SeriesChunk, void, undefined> {
  const [filler, checker] = [new GapFiller({ gaps }), new StepChecker()]
  const tell = (uneven: UnevenStep | undefined): void => {
    if (uneven !== undefined) warn(io, `${name}: ${inWords(uneven)}`)
  }
  for await (const chunk of chunks) {
    tell(checker.process(chunk.times))
    const rows = filler.process(chunk)
    if (rows.length > 0) yield rows
  }
  tell(checker.flush())
  const rest = filler.flush()
  if (rest.length > 0) yield rest
}

function inWords({ row, step, median, isInSeconds }: UnevenStep): string {
  const unit = isInSeconds ? ' s' : ''
  return (
    `times are uneven: ${step}${unit} before row ${row} (from 0), the median is ${median}${unit}; ` +
    'readings are counted, not time'
  )
}
