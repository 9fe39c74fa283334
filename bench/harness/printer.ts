import { digits, formatRatio, formatSeconds, formatSpread } from './format.js'
import { type ComparisonResult, type FigureResult, isWithinBounds, type RowResult } from './report.js'

/** Prints the results as they come. */
export class Printer {
  readonly #write: (text: string) => void
  /** On a terminal a line can be overwritten. */
  readonly #isTerminal: boolean

  constructor(write: (text: string) => void, isTerminal = false) {
    this.#write = write
    this.#isTerminal = isTerminal
  }

  line(text: string): void {
    this.#write(`${text}\n`)
  }

  suite(name: string, about: string): void {
    this.line(`\n${name}: ${about}`)
  }

  work(work: string, note?: string): void {
    this.line(`\n  ${work}${note === undefined ? '' : `  (${note})`}`)
  }

  progress(round: number, rounds: number): void {
    if (this.#isTerminal) this.#write(`\r    round ${round + 1} of ${rounds}\r`)
  }

  comparison({ rows, samples, verdicts }: ComparisonResult): void {
    for (const row of rows) this.line(rowLine(row, samples))
    for (const { against, atLeast, ratio, met } of verdicts) {
      const peers = against.length > 1 ? `the faster of ${against.join(' and ')}` : against[0]
      this.line(
        `    ${met ? 'met   ' : 'MISSED'} at least ${atLeast}x ${peers}: ${formatRatio(ratio.median)}`,
      )
    }
  }

  figure(figure: FigureResult): void {
    const { name, value, unit, atMost, atLeast, note } = figure
    const bound = atMost === undefined ? `at least ${digits(atLeast ?? 0)}` : `at most ${digits(atMost)}`
    const isWithin = isWithinBounds(figure)
    const verdict = isWithin === undefined ? '' : `  ${isWithin ? 'met' : 'MISSED'}: ${bound}`
    this.line(`  ${name}: ${digits(value)} ${unit}${verdict}${note === undefined ? '' : `  (${note})`}`)
  }

  skipped(what: string): void {
    this.line(`  skipped: ${what}`)
  }
}

function rowLine({ name, seconds, ratio }: RowResult, samples: number): string {
  const perSample = formatSeconds(seconds.median / samples)
  const times = `    ${name.padEnd(36)} ${formatSeconds(seconds.median).padStart(9)} ${perSample.padStart(9)} a sample`
  if (ratio === undefined) return times
  return `${times} ${formatRatio(ratio.median).padStart(8)}  (${formatSpread(ratio)}, ${ratio.count} rounds)`
}
