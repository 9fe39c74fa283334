const WORDS: Readonly<Record<string, number>> = {
  '': NaN,
  nan: NaN,
  na: NaN,
  null: NaN,
  inf: Infinity,
  infinity: Infinity,
}

/** The number that a text says, also as C prints what is none (`-nan`); undefined if it says none. */
export function numberOf(text: string): number | undefined {
  const decimal = decimalOf(text)
  if (decimal !== undefined) return decimal
  const trimmed = text.trim()
  const isNegative = trimmed.startsWith('-')
  const word = trimmed.replace(/^[+-](?=inf|nan)/i, '').toLowerCase()
  if (!Object.hasOwn(WORDS, word)) return undefined
  return isNegative ? -WORDS[word] : WORDS[word]
}

/** A time as it stands: a number where that is written so, else the text, of which no digit is lost. */
export function timeOf(text: string): string | number {
  const trimmed = text.trim()
  const value = decimalOf(trimmed)
  return value !== undefined && String(value) === trimmed ? value : copyOf(trimmed)
}

/** Who keeps a part of a text keeps all of it in memory, in V8: one time would keep all that was read with it. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1)
}

/** What `Number` makes of a text, except of none at all, of Infinity, and of digits to another base (0x1f). */
function decimalOf(text: string): number | undefined {
  const value = Number(text)
  return Number.isNaN(value) || /^\s*(?:$|0[xXoObB]|[+-]?I)/.test(text) ? undefined : value
}
