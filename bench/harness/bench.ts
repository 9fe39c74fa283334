import { relativeDifference } from './data.js'
import { measure, measurementSeconds, type Row, warmUp } from './measure.js'
import type { Printer } from './printer.js'
import type { ComparisonResult, FigureResult, RowResult, Target, Verdict } from './report.js'
import { median, spreadOf } from './statistics.js'

/** A file of bench/suites. */
export interface Suite {
  readonly name: string
  /** One line for `--list`. */
  readonly about: string
  run(bench: Bench): Promise<void>
}

/** The same work, done by us and by peers. */
export interface Comparison {
  /** What is computed; the heading. */
  readonly work: string
  readonly note?: string
  /** The number of samples that a run computes, for the column 'a sample'. */
  readonly samples: number
  readonly ours: Row
  readonly peers: readonly Row[]
  /** The allowed difference of results, relative to the greatest magnitude. Default 1e-5. */
  readonly tolerance?: number
  readonly targets?: readonly Target[]
}

export interface Effort {
  /** The number of times that each peer alternates with us. */
  readonly rounds: number
  /** The approximate total number of seconds for a peer; slow ones get fewer rounds, but at least `leastRounds`. */
  readonly seconds: number
  readonly leastRounds: number
  readonly warmUpSeconds: number
}

export const THOROUGH: Effort = { rounds: 15, seconds: 6, leastRounds: 5, warmUpSeconds: 0.15 }
export const QUICK: Effort = { rounds: 3, seconds: 1, leastRounds: 1, warmUpSeconds: 0.02 }

/** The tool that a suite uses: it measures, prints and records. */
export class Bench {
  readonly comparisons: ComparisonResult[] = []
  readonly figures: FigureResult[] = []
  readonly skipped: string[] = []
  /** Versions of peers that are not packages. */
  readonly versions: Record<string, string> = {}
  readonly effort: Effort
  readonly #printer: Printer

  constructor(effort: Effort, printer: Printer) {
    this.effort = effort
    this.#printer = printer
  }

  /**
   * Checks that all rows have the same result, then measures: our row alternates with each peer's, and the figure is the ratio of
   * two neighbouring measurements.
   */
  async compare(comparison: Comparison): Promise<ComparisonResult> {
    const { work, note, samples, ours, peers } = comparison
    this.#printer.work(work, note)
    await checkResults(comparison)
    const rounds = await this.#alternate(ours, peers)
    const rows: RowResult[] = [
      { name: ours.name, seconds: spreadOf(rounds.flatMap((pairs) => pairs.map(([mine]) => mine))) },
      ...peers.map(({ name }, i) => ({
        name,
        seconds: spreadOf(rounds[i].map(([, theirs]) => theirs)),
        ratio: spreadOf(rounds[i].map(ratioOf)),
      })),
    ]
    const names = peers.map((peer) => peer.name)
    const verdicts = (comparison.targets ?? []).flatMap((target) => judge(target, names, rounds) ?? [])
    const result = { work, samples, rows, verdicts, ...(note === undefined ? {} : { note }) }
    this.comparisons.push(result)
    this.#printer.comparison(result)
    return result
  }

  /** Records a number that is not a comparison. */
  figure(figure: FigureResult): void {
    this.figures.push(figure)
    this.#printer.figure(figure)
  }

  /** Reports what is not measured, and why. */
  skip(what: string): void {
    this.skipped.push(what)
    this.#printer.skipped(what)
  }

  /** Prints a line that is not a result. */
  say(line: string): void {
    this.#printer.line(line)
  }

  /** For each peer the pairs of measurements, ours and theirs. */
  async #alternate(ours: Row, peers: readonly Row[]): Promise<Pair[][]> {
    const { rounds, warmUpSeconds } = this.effort
    const ourEstimate = await warmUp(ours, warmUpSeconds)
    const estimates: number[] = []
    for (const peer of peers) estimates.push(await warmUp(peer, warmUpSeconds))
    const pairs: Pair[][] = peers.map(() => [])
    for (let round = 0; round < rounds; round++) {
      this.#printer.progress(round, rounds)
      for (const [i, peer] of peers.entries()) {
        const seconds = measurementSeconds(ours, ourEstimate) + measurementSeconds(peer, estimates[i])
        if (round >= this.#roundsFor(seconds)) continue
        // The order changes from round to round.
        const isFirst = round % 2 === 0
        const before = isFirst ? await measure(ours, ourEstimate) : NaN
        const theirs = await measure(peer, estimates[i])
        const mine = isFirst ? before : await measure(ours, ourEstimate)
        pairs[i].push([mine, theirs])
      }
    }
    return pairs
  }

  #roundsFor(seconds: number): number {
    const { rounds, seconds: budget, leastRounds } = this.effort
    return Math.min(rounds, Math.max(leastRounds, Math.floor(budget / seconds)))
  }
}

/** Seconds: ours, theirs. */
type Pair = readonly [number, number]

function ratioOf([ours, theirs]: Pair): number {
  return theirs / ours
}

/** The ratio to the fastest of some peers, round by round; undefined if one of them was missing. */
function judge(target: Target, names: readonly string[], rounds: readonly Pair[][]): Verdict | undefined {
  const present = target.against.map((name) => names.indexOf(name)).filter((i) => i >= 0)
  if (present.length < target.against.length) return undefined
  const count = Math.min(...present.map((i) => rounds[i].length))
  const ratios = Array.from({ length: count }, (_, round) =>
    Math.min(...present.map((i) => ratioOf(rounds[i][round]))),
  )
  return { ...target, ratio: spreadOf(ratios), met: median(ratios) >= target.atLeast }
}

async function checkResults({ work, ours, peers, tolerance = 1e-5 }: Comparison): Promise<void> {
  const expected = await resultOf(ours)
  if (expected === undefined) return
  for (const peer of peers) {
    const actual = await resultOf(peer)
    if (actual === undefined) continue
    const from = peer.from ?? 0
    const part =
      peer.from === undefined ? expected : Array.prototype.slice.call(expected, from, from + actual.length)
    const difference = relativeDifference(actual, part)
    if (difference <= tolerance) continue
    throw new Error(`${work}: '${peer.name}' differs from '${ours.name}' by ${difference.toExponential(1)}`)
  }
}

async function resultOf(row: Row): Promise<ArrayLike<number> | undefined> {
  if (row.result !== undefined) return row.result()
  return 'run' in row ? (row.run() as ArrayLike<number> | undefined) : undefined
}
