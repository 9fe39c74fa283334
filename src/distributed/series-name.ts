import { requireString } from '../require.js'
import { shown } from '../shown.js'

const GREATEST_LENGTH = 128
/** Printable ASCII without the characters that are special in a subject: `.`, `*`, `>` and spaces. */
const ALLOWED = /^[!-)+-\-/-=?-~]+$/

/**
 * Throws unless the value can be the name of a series: 1 to 128 printable ASCII characters, without spaces, `.`, `*` and `>`, so
 * that it can be a token of a subject.
 */
export function requireSeriesName(value: string, name = 'series'): void {
  requireString(value, name)
  if (isSeriesName(value)) return
  throw new RangeError(
    `${name} must be 1 to ${GREATEST_LENGTH} printable ASCII characters without spaces, '.', '*' and '>', ` +
      `got '${shown(value)}': replace the others, for example by '-'`,
  )
}

/** Whether a text can be the name of a series. */
export function isSeriesName(text: string): boolean {
  return text.length <= GREATEST_LENGTH && ALLOWED.test(text)
}
