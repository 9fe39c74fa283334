import type { CsvDialect } from './csv-dialect.js'
import { numberOf } from './number-of.js'

/** Reads the fields of a CSV file as numbers, in its dialect. */
export class CsvNumbers {
  /** The texts that stand for a missing number. */
  readonly missing: ReadonlySet<string>
  readonly #decimal: CsvDialect['decimal']
  /** Whether a field has shown that commas are decimal. */
  hasDecimalCommas = false

  constructor({ decimal, na }: CsvDialect) {
    this.#decimal = decimal
    this.missing = new Set(na)
    this.reset()
  }

  /** Forgets what earlier fields have shown. */
  reset(): void {
    this.hasDecimalCommas = this.#decimal === ','
  }

  /** The number that a field holds, or undefined. */
  numberOf(text: string, delimiter: string | undefined): number | undefined {
    if (this.missing.size > 0 && this.missing.has(text.trim())) return NaN
    const decimal = this.#decimal
    const mayHaveCommas = decimal === ',' || (decimal === undefined && delimiter !== ',')
    if (!mayHaveCommas || !text.includes(',')) {
      return decimal === ',' && text.includes('.') ? undefined : numberOf(text)
    }
    // 1,234 may have a thousands separator.
    if (!this.hasDecimalCommas && /^\s*[+-]?[1-9]\d{0,2},\d{3}\s*$/.test(text)) return undefined
    const value = text.includes('.') ? undefined : numberOf(text.replace(',', '.'))
    if (value !== undefined) this.hasDecimalCommas = true
    return value
  }

  /** A number in any dialect is not a name. */
  isName(text: string): boolean {
    return numberOf(text) === undefined && !this.missing.has(text) && !/^[+-]?\d+,\d+$/.test(text)
  }
}
