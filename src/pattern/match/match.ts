import { describe } from '../../describe.js'
import { type OptionNames, readSignal, requireBoolean, requireCount, requireOneOf } from '../../require.js'
import type { SignalLike } from '../../samples.js'
import { type FalseAlarmRate, requireFalseAlarmRate } from './adaptive-threshold.js'
import type { TemplateName } from './templates.js'

/** A window of a signal that resembles a template. */
export interface Match {
  /** The first sample of the window, counted from the start of the signal or stream. */
  readonly index: number
  /** The offset of the best position from that sample, in (−0.5, 0.5] samples: the top of a parabola through three scores. */
  readonly offset: number
  /** The zero-mean normalized cross-correlation, in [−1, 1], computed directly in float64; of several channels, their weighted mean. */
  readonly score: number
  /** The template: its index among those passed, or its name. */
  readonly template: TemplateName
  /** With `channelCount`: the score of each channel, NaN for channels in which the window touches a gap. */
  readonly channelScores?: readonly number[]
}

/** What counts as a match, for `findMatches`, `TemplateMatcher` and `detect`. */
export interface MatchOptions<Count extends number | undefined = undefined> {
  /** The least score, in (0, 1]; or a rate of false alarms, from which it is estimated. Default 0.7. */
  readonly threshold?: number | FalseAlarmRate
  /**
   * The least distance between two matches of one template, in samples. Among windows closer than this, the best is kept.
   * Default ⌈M/2⌉: matches share at most half of their samples.
   */
  readonly minDistance?: number
  /**
   * Whether an event that several templates match is reported once, by the best score: `minDistance` then holds for matches
   * of different templates as well, and by default they share at most half of the samples of the shorter one. Default false:
   * each template has matches of its own.
   */
  readonly distinct?: boolean
  /** The most matches of each template to return: the best ones of a signal, the first ones of a stream. Default: all. */
  readonly maxMatches?: number
  /** 'positive' (default), or 'both' to find the inverted template as well; its scores are negative. */
  readonly polarity?: 'positive' | 'both'
  /**
   * The number of channels, at most 1024. Signals, chunks and templates are then lists of one array per channel, and the score is
   * the mean of the channels' scores. Default: signals and templates are arrays, of one channel.
   */
  readonly channelCount?: Count
  /** The weight of each channel in the mean: above 0, and at most 10⁶ times any other. Default: all equal. */
  readonly weights?: SignalLike
}

const DEFAULT_THRESHOLD = 0.7

/** The greatest ratio of two weights: beyond it, the smaller one would be lost in the rounding of the other. */
const GREATEST_RATIO = 1e6

/** The options with their defaults, checked. `minDistance` is that of each template. */
export interface MatchRule {
  readonly threshold: number | FalseAlarmRate
  readonly minDistance: number | undefined
  readonly isDistinct: boolean
  readonly maxMatches: number
  readonly isBlind: boolean
  readonly channelCount: number | undefined
  /** One for each channel. */
  readonly weights: readonly number[]
}

/** The names of the options. */
export const MATCH_OPTIONS: OptionNames<MatchOptions> = {
  threshold: true,
  minDistance: true,
  distinct: true,
  maxMatches: true,
  polarity: true,
  channelCount: true,
  weights: true,
}

/** @param options Those whose `channelCount` is checked. @throws TypeError, RangeError if another one is invalid. */
export function matchRule(options: MatchOptions<number | undefined>): MatchRule {
  const {
    threshold = DEFAULT_THRESHOLD,
    minDistance,
    distinct = false,
    maxMatches,
    polarity = 'positive',
    channelCount,
    weights,
  } = options
  const isRate = typeof threshold === 'object'
  if (!isRate && !(typeof threshold === 'number' && threshold > 0 && threshold <= 1)) {
    throw wrongThreshold(threshold)
  }
  if (minDistance !== undefined) requireCount(minDistance, 1, 'minDistance')
  requireBoolean(distinct, 'distinct')
  if (maxMatches !== undefined) requireCount(maxMatches, 1, 'maxMatches')
  requireOneOf(polarity, ['positive', 'both'], 'polarity')
  return {
    threshold: isRate ? requireFalseAlarmRate(threshold) : threshold,
    minDistance,
    isDistinct: distinct,
    maxMatches: maxMatches ?? Infinity,
    isBlind: polarity === 'both',
    channelCount,
    weights:
      weights === undefined
        ? new Array<number>(channelCount ?? 1).fill(1)
        : readWeights(weights, channelCount),
  }
}

/** The weights of the channels. */
function readWeights(weights: SignalLike, channelCount: number | undefined): number[] {
  const list = Array.from(readSignal(weights, 'weights'))
  if (channelCount === undefined) {
    throw new RangeError(
      'weights must come with channelCount, the number of channels: add that, or leave them out',
    )
  }
  if (list.length !== channelCount) {
    throw new RangeError(`weights must be ${channelCount} numbers, one for each channel, got ${list.length}`)
  }
  const [least, greatest] = [Math.min(...list), Math.max(...list)]
  if (least > 0 && greatest <= GREATEST_RATIO * least) return list
  throw new RangeError(
    `weights must be above 0, and at most ${GREATEST_RATIO} times the least, got ${describe(weights)}`,
  )
}

function wrongThreshold(threshold: unknown): Error {
  const message =
    'threshold must be a number above 0 and at most 1, or { falseAlarmsPerHour, sampleRate }, got ' +
    describe(threshold)
  return typeof threshold === 'number' ? new RangeError(message) : new TypeError(message)
}
