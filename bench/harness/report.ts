import type { Spread } from './statistics.js'

/** The target of a comparison. */
export interface Target {
  /** The peers by name; if there are several, the faster one of each round counts. */
  readonly against: readonly string[]
  /** The least ratio of their time to ours. */
  readonly atLeast: number
}

/** A target and what was measured. */
export interface Verdict extends Target {
  readonly ratio: Spread
  readonly met: boolean
}

export interface RowResult {
  readonly name: string
  readonly seconds: Spread
  /** The row's time over ours, round by round. Not for our own row. */
  readonly ratio?: Spread
}

export interface ComparisonResult {
  readonly work: string
  readonly note?: string
  readonly samples: number
  /** Ours first. */
  readonly rows: readonly RowResult[]
  readonly verdicts: readonly Verdict[]
}

/** A single number that is not a comparison. */
export interface FigureResult {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly atMost?: number
  readonly atLeast?: number
  readonly note?: string
}

export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly node: string
  readonly simd: string
  readonly versions: Readonly<Record<string, string>>
}

/** All results of a run of a suite. */
export interface Report {
  readonly suite: string
  readonly date: string
  readonly machine: Machine
  readonly comparisons: readonly ComparisonResult[]
  readonly figures: readonly FigureResult[]
  /** What could not be run here, and why. */
  readonly skipped: readonly string[]
}

/** Whether a figure is within its bounds; undefined without bounds. */
export function isWithinBounds({ value, atMost, atLeast }: FigureResult): boolean | undefined {
  if (atMost === undefined && atLeast === undefined) return undefined
  return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity)
}
