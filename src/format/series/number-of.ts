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

/** In V8 a slice keeps its whole source in memory, so that a single time would retain everything read with it. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1)
}

/** The result of `Number`, but undefined for an empty text, Infinity, and digits in another base (0x1f). */
function decimalOf(text: string): number | undefined {
  const value = Number(text)
  return Number.isNaN(value) || /^\s*(?:$|0[xXoObB]|[+-]?I)/.test(text) ? undefined : value
}
