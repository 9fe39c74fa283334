import { InputError } from './input-error.js'
import type { TextRecord } from './record-splitter.js'

/** A field of a record: its text without the quotes, and where it begins, in characters of the record. */
export interface Field {
  readonly text: string
  readonly at: number
}

/**
 * The fields of a record of CSV.
 *
 * A field in quotes may hold delimiters and line breaks, and a quote as two of them; spaces around the quotes are passed over.
 *
 * References: RFC 4180 (2005), 2.
 * @throws InputError where quotes are not as they should be
 */
export function fieldsOf(record: TextRecord, delimiter: string): Field[] {
  const { text } = record
  const fields: Field[] = []
  if (!text.includes('"')) return unquotedFields(record, delimiter)
  for (let at = 0; at <= text.length;) {
    let start = at
    while (text[start] === ' ') start++
    const isQuoted = text[start] === '"'
    const end = isQuoted ? endOfQuoted(record, start, delimiter) : endOfPlain(record, at, delimiter)
    const raw = text.slice(at, end)
    fields.push({ text: isQuoted ? raw.trim().slice(1, -1).replaceAll('""', '"') : raw, at })
    at = end + 1
  }
  return fields
}

/** The place of a character of a record, for errors. */
export function placeOf({ text, offset, line }: TextRecord, at: number): { offset: number; line: number } {
  const before = text.slice(0, at)
  return {
    offset: offset + new TextEncoder().encode(before).length,
    line: line + before.split('\n').length - 1,
  }
}

function unquotedFields(record: TextRecord, delimiter: string): Field[] {
  const { text } = record
  requireNoReturn(record, 0, text.length)
  let at = 0
  return text.split(delimiter).map((part) => {
    const field = { text: part, at }
    at += part.length + 1
    return field
  })
}

function endOfPlain(record: TextRecord, at: number, delimiter: string): number {
  const { text } = record
  const found = text.indexOf(delimiter, at)
  const end = found < 0 ? text.length : found
  const stray = text.slice(at, end).indexOf('"')
  requireNoReturn(record, at, end)
  if (stray < 0) return end
  return fail(record, at + stray, 'has a quote within a field that does not begin with one: quote all of it')
}

/** Else all lines of a text that ends them so would be the one line of names. */
function requireNoReturn(record: TextRecord, from: number, to: number): void {
  const found = /\r+[^\r]/.exec(record.text.slice(from, to))
  if (found) fail(record, from + found.index, 'has a carriage return (CR) within: end lines with LF or CRLF')
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
  if (at < text.length && text[at] !== delimiter) return fail(record, at, 'goes on behind a quoted field')
  return at
}

function fail(record: TextRecord, at: number, what: string): never {
  const place = placeOf(record, at)
  throw new InputError(`line ${place.line} (byte ${place.offset}) ${what}`, place)
}
