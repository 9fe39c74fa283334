const WORDS: Readonly<Record<string, number>> = {
  '': NaN,
  nan: NaN,
  na: NaN,
  null: NaN,
  inf: Infinity,
  infinity: Infinity,
}

/** The number in a text, also as C prints NaN (`-nan`); undefined if there is none. */
export function numberOf(text: string): number | undefined {
  const decimal = decimalOf(text)
  if (decimal !== undefined) return decimal
  const trimmed = text.trim()
  const isNegative = trimmed.startsWith('-')
  const word = trimmed.replace(/^[+-](?=inf|nan)/i, '').toLowerCase()
  if (!Object.hasOwn(WORDS, word)) return undefined
  return isNegative ? -WORDS[word] : WORDS[word]
}

/** A time: a number if its text form is exactly this text, else the text, so that no digit is lost. */
export function timeOf(text: string): string | number {
  const trimmed = text.trim()
  const value = decimalOf(trimmed)
  return value !== undefined && String(value) === trimmed ? value : copyOf(trimmed)
}

/** In V8 a slice keeps its whole source text in memory: one time would hold all that was read with it. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1)
}

/** What `Number` makes of a text, except of none at all, of Infinity, and of digits to another base (0x1f). */
function decimalOf(text: string): number | undefined {
  const value = Number(text)
  return Number.isNaN(value) || /^\s*(?:$|0[xXoObB]|[+-]?I)/.test(text) ? undefined : value
}
