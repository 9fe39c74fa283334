import { type OptionNames, readOptions, readSignal, requireCount, withNames } from '../../require.js'
import type { SignalLike } from '../../samples.js'
import { requireFalseAlarmRate } from './adaptive-threshold.js'
import { MATCH_OPTIONS, type MatchOptions } from './match.js'
import type { ChannelTemplates, Templates } from './templates.js'

/** The options of `TemplateMatcher`. */
export interface TemplateMatcherOptions<
  Count extends number | undefined = undefined,
> extends MatchOptions<Count> {
  /**
   * The number of windows that are searched at a time. A match waits at most this long, plus `minDistance`. Default 0: three to
   * seven times the longest template (at least 28), which is fast. With 1, each window is searched at once.
   */
  readonly blockSize?: number
}

/** What a `TemplateMatcher` takes: an array or a number, or with `channelCount` a list of one array per channel. */
export type MatcherChunk<Count extends number | undefined> = Count extends number
  ? readonly SignalLike[]
  : SignalLike | number

/** What it searches for: templates, or with `channelCount` templates of several channels. */
export type MatcherTemplates<Count extends number | undefined> = Count extends number
  ? ChannelTemplates
  : Templates

const OPTIONS: OptionNames<TemplateMatcherOptions> = /* @__PURE__ */ withNames(MATCH_OPTIONS, {
  blockSize: true,
})

const GREATEST_CHANNEL_COUNT = 1024

/**
 * A copy of the options, each read once.
 *
 * @throws TypeError if they are not an object, or a name is unknown. TypeError, RangeError if the rate of false alarms or the number of
 *   channels is invalid.
 */
export function readMatcherOptions<Count extends number | undefined>(
  options: TemplateMatcherOptions<Count> | undefined,
): TemplateMatcherOptions<Count> {
  const read = readOptions<TemplateMatcherOptions<Count>>(options, OPTIONS)
  const { threshold, weights, channelCount } = read
  if (channelCount !== undefined) requireCount(channelCount, 1, 'channelCount', GREATEST_CHANNEL_COUNT)
  return {
    ...read,
    ...(typeof threshold === 'object' ? { threshold: requireFalseAlarmRate(threshold) } : {}),
    ...(weights === undefined ? {} : { weights: Array.from(readSignal(weights, 'weights')) }),
  }
}
