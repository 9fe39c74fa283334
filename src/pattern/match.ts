import { requireCount, requireOneOf } from '../require.js'
import { type FalseAlarmRate, requireFalseAlarmRate } from './adaptive-threshold.js'
import type { TemplateName } from './templates.js'

/** A window of a signal that is like a template. */
export interface Match {
  /** The first sample of the window, counted from the start of the signal or stream. */
  readonly index: number
  /** How far the best place lies behind that sample, in (−0.5, 0.5] samples: the top of a parabola through three scores. */
  readonly offset: number
  /** The zero-mean normalised cross-correlation, in [−1, 1], computed directly in float64. */
  readonly score: number
  /** Which template: its position among those given, or its name. */
  readonly template: TemplateName
}

/** What counts as a match, for `findMatches`, `TemplateMatcher` and `detect`. */
export interface MatchOptions {
  /** The least score, in (0, 1]; or a rate of false alarms, from which it is estimated. Default 0.7. */
  readonly threshold?: number | FalseAlarmRate
  /** Matches of one template are at least so many samples apart. Default ⌈M/2⌉: they share at most half of their samples. */
  readonly minDistance?: number
  /** How many matches of each template are given: the best ones of a signal, the first ones of a stream. Default: all. */
  readonly maxMatches?: number
  /** 'positive' (default), or 'both' for windows that are like the inverted template as well; their scores are negative. */
  readonly polarity?: 'positive' | 'both'
}

const DEFAULT_THRESHOLD = 0.7

/** The options with their defaults, checked. `minDistance` is that of each template. */
export interface MatchRule {
  readonly threshold: number | FalseAlarmRate
  readonly minDistance: number | undefined
  readonly maxMatches: number
  readonly isBlind: boolean
}

/** @throws TypeError, RangeError if an option is not as it should be. */
export function matchRule(options: MatchOptions): MatchRule {
  const { threshold = DEFAULT_THRESHOLD, minDistance, maxMatches, polarity = 'positive' } = options
  if (typeof threshold === 'object') requireFalseAlarmRate(threshold)
  else if (typeof threshold !== 'number') throw new TypeError('threshold is no number: give one in (0, 1]')
  else if (!(threshold > 0 && threshold <= 1)) {
    throw new RangeError(`threshold is ${threshold}, but scores are at most 1: give a number in (0, 1]`)
  }
  if (minDistance !== undefined) requireCount(minDistance, 1, 'minDistance')
  if (maxMatches !== undefined) requireCount(maxMatches, 1, 'maxMatches')
  requireOneOf(polarity, ['positive', 'both'], 'polarity')
  return { threshold, minDistance, maxMatches: maxMatches ?? Infinity, isBlind: polarity === 'both' }
}
