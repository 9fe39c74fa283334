const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const words: Readonly<Record<string, number>> = {
  '': NaN,
  nan: NaN,
  na: NaN,
  null: NaN,
  inf: Infinity,
  infinity: Infinity,
}

/** The number that a text says, also as C prints what is none (`-nan`); undefined if it says none. */
export function numberOf(text: string): number | undefined {
  const trimmed = text.trim()
  if (decimal.test(trimmed)) return Number(trimmed)
  const isNegative = trimmed.startsWith('-')
  const word = trimmed.replace(/^[+-](?=inf|nan)/i, '').toLowerCase()
  if (!Object.hasOwn(words, word)) return undefined
  return isNegative ? -words[word] : words[word]
}

/** A time as it stands: a number where it is one. */
export function timeOf(text: string): string | number {
  const trimmed = text.trim()
  return decimal.test(trimmed) ? Number(trimmed) : trimmed
}
