import { describe } from '../../describe.js'
import { readList, requireCount, requireOneOf, requireString } from '../../require.js'

/** How a CSV file is written. */
export interface CsvDialect {
  /** The character between fields. Default: the tab, semicolon or bar found in the first line, else a comma. */
  readonly delimiter?: string
  /**
   * The decimal separator. Default: a point, or a comma if it is not the delimiter. If the comma may separate thousands
   * (`1,234`), you must choose one.
   */
  readonly decimal?: '.' | ','
  /** What a comment line begins with, such as `#`. Default: there are no comments. */
  readonly comment?: string
  /** The number of lines to skip at the start. Default: 0. */
  readonly skipRows?: number
  /** Texts that stand for a missing number, in addition to an empty field, NaN, NA and null. Default: none. */
  readonly na?: readonly string[]
}

/** Throws unless the options of the dialect are valid. */
export function requireDialect({ delimiter, decimal, comment, skipRows, na }: CsvDialect): void {
  if (delimiter !== undefined) requireDelimiter(delimiter)
  if (decimal !== undefined) requireOneOf(decimal, ['.', ','], 'decimal')
  if (decimal !== undefined && decimal === delimiter) {
    throw new RangeError(
      `decimal must be another character than delimiter, got ${describe(decimal)} for both`,
    )
  }
  if (comment !== undefined) requireString(comment, 'comment')
  if (comment === '') throw new RangeError('comment must have at least one character, got ""')
  if (skipRows !== undefined) requireCount(skipRows, 0, 'skipRows')
  if (na === undefined) return
  for (const [i, text] of readList(na, 'na', 'texts').entries()) requireString(text, `na[${i}]`)
}

function requireDelimiter(delimiter: string): void {
  requireString(delimiter, 'delimiter')
  if (/^[^"\r\n ]$/.test(delimiter)) return
  throw new RangeError(`delimiter must be one character, as ',' or '\\t', got ${describe(delimiter)}`)
}

/** What `delimiterOf` can find. */
export const FOUND_DELIMITERS: readonly string[] = ['\t', ';', '|', ',']

/** Finds the delimiter from a line of the file. Quoted text does not count. */
export function delimiterOf(line: string, decimal: CsvDialect['decimal']): string {
  const plain = line.replaceAll(/"[^"]*"/g, '')
  const found = ['\t', ';', '|'].find((character) => plain.includes(character))
  // If numbers contain commas, fields are not separated by them.
  return found ?? (decimal === ',' ? ';' : ',')
}
