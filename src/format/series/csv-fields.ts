import { InputError } from '../input-error.js'
import type { TextRecord } from './record-splitter.js'

/**
 * The fields of a CSV record, quotes included: see `unquoted`.
 *
 * A field in quotes may hold delimiters and line breaks, and a quote as two of them; spaces around the quotes are ignored.
 *
 * References: RFC 4180 (2005), 2.
 * @throws InputError if a quote is misplaced or not closed
 */
export function fieldsOf(record: TextRecord, delimiter: string): string[] {
  const { text } = record
  const hasQuotes = text.includes('"')
  const hasReturns = text.includes('\r')
  if (!hasQuotes && hasReturns) requireNoReturn(record, 0, text.length)
  const fields: string[] = []
  // A loop, because `split` takes twice as long for a short row.
  for (let at = 0; at <= text.length;) {
    const end = hasQuotes ? endOf(record, at, { delimiter, hasReturns }) : nextOf(delimiter, text, at)
    fields.push(text.slice(at, end))
    at = end + 1
  }
  return fields
}

/** The content of a field, without its quotes. A field that contains a quote is quoted as a whole. */
export function unquoted(field: string): string {
  return field.includes('"') ? field.trim().slice(1, -1).replaceAll('""', '"') : field
}

/** Where a field begins, in characters of the record. */
export function startOf(column: number, fields: readonly string[]): number {
  return fields.slice(0, column).reduce((at, field) => at + field.length + 1, 0)
}

/** The place of a character of a record, for errors. */
export function placeOf({ text, offset, line }: TextRecord, at: number): { offset: number; line: number } {
  const before = text.slice(0, at)
  return {
    offset: offset + new TextEncoder().encode(before).length,
    line: line + before.split('\n').length - 1,
  }
}

/** What a record contains other than numbers. */
interface Marks {
  readonly delimiter: string
  /** Whether there is a carriage return in it: searching each field for one would look at the record once for each. */
  readonly hasReturns: boolean
}

/** The end of the field that begins at `at`, in a record with quotes. */
function endOf(record: TextRecord, at: number, { delimiter, hasReturns }: Marks): number {
  const { text } = record
  let start = at
  while (text[start] === ' ') start++
  if (text[start] === '"') return endOfQuoted(record, start, delimiter)
  const end = nextOf(delimiter, text, at)
  const stray = text.slice(at, end).indexOf('"')
  if (hasReturns) requireNoReturn(record, at, end)
  if (stray < 0) return end
  return fail(record, at + stray, 'has a quote within a field that does not begin with one: quote all of it')
}

function nextOf(delimiter: string, text: string, at: number): number {
  const found = text.indexOf(delimiter, at)
  return found < 0 ? text.length : found
}

/**
 * Throws if a carriage return in [from, to) is followed by anything but a line feed. Otherwise a text whose lines end with CR
 * alone would be read as a single line of names. Looks at each character once.
 */
function requireNoReturn(record: TextRecord, from: number, to: number): void {
  const { text } = record
  const found = text.slice(from, to).indexOf('\r')
  if (found < 0) return
  let end = to
  while (text[end - 1] === '\r') end--
  if (from + found >= end) return
  fail(record, from + found, 'has a carriage return (CR) within: end lines with LF or CRLF')
}

function endOfQuoted(record: TextRecord, start: number, delimiter: string): number {
  const { text } = record
  let at = start + 1
  for (;;) {
    const found = text.indexOf('"', at)
    if (found < 0) return fail(record, start, 'has a quote that does not end: close it')
    at = found + 1
    if (text[at] !== '"') break
    at++
  }
  while (text[at] === ' ') at++
  if (at < text.length && text[at] !== delimiter)
    return fail(record, at, 'continues after the end of a quoted field')
  return at
}

function fail(record: TextRecord, at: number, what: string): never {
  const place = placeOf(record, at)
  throw new InputError(`line ${place.line} (byte ${place.offset}) ${what}`, place)
}
