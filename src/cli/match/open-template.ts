import { extname } from 'node:path'
import type { ColumnName } from '../../format/series/series.js'
import { dialectOf, type InputOptions } from '../inputs/input-options.js'
import { type OneSignal, oneSignal } from '../inputs/one-signal.js'
import { openInput } from '../inputs/open-input.js'
import { rawFormatOf } from '../inputs/open-raw.js'
import { seriesContainerOf } from '../inputs/open-series.js'
import type { Io } from '../terminal/io.js'

/** The options of the input, and those in which a template differs. */
export interface TemplateOptions extends InputOptions {
  readonly templateColumn?: ColumnName
}

/** Opens a template. The options of the input apply to it as well, unless its file describes itself. */
export async function openTemplate(path: string, options: TemplateOptions, io: Io): Promise<OneSignal> {
  return oneSignal(await openInput(path, optionsFor(extname(path).toLowerCase(), options), io))
}

function optionsFor(extension: string, options: TemplateOptions): InputOptions {
  const { rate, channels, format, column, templateColumn, strict } = options
  const container = seriesContainerOf(extension)
  if (container !== undefined) {
    const columns = templateColumn === undefined ? column : [templateColumn]
    const dialect = container === 'csv' ? dialectOf(options) : {}
    return { ...dialect, ...(columns === undefined ? {} : { column: columns }) }
  }
  if (rawFormatOf(extension) === undefined) return { strict }
  return {
    strict,
    ...(rate === undefined ? {} : { rate }),
    ...(channels === undefined ? {} : { channels }),
    ...(format === undefined ? {} : { format }),
  }
}
