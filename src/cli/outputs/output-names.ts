import { basename, extname } from 'node:path'
import { UsageError } from '../terminal/errors.js'
import { rawFormatOf } from '../inputs/open-raw.js'
import { seriesContainerOf } from '../inputs/open-series.js'

/**
 * The names of the outputs of several inputs, each by `nameOf`.
 *
 * @throws UsageError if two would have the same name
 */
export function outputNames(inputs: readonly string[], nameOf: (input: string) => string): string[] {
  const names = inputs.map(nameOf)
  const second = names.findIndex((name, i) => names.indexOf(name) !== i)
  if (second < 0) return names
  const name = names[second]
  const both = `${inputs[names.indexOf(name)]} and ${inputs[second]}`
  throw new UsageError(`${both} would both be written to ${name}: write them into different folders`)
}

/** The name of the input, with the extension .wav in place of that of coded sound. */
export function soundOrSeriesName(input: string): string {
  const extension = extname(input)
  const kind = extension.toLowerCase()
  const isKept = /^\.wave?$/.test(kind) || (seriesContainerOf(kind) ?? rawFormatOf(kind)) !== undefined
  return isKept ? basename(input) : `${basename(input, extension)}.wav`
}
