import { readOptions, readSignal, requireCount } from '../../require.js'
import type { SignalLike, TypedSignal } from '../../samples.js'
import { chunkNames, readChannels } from '../../stream/read-channels.js'
import { requireTemplateFits } from './match-profile.js'
import { type Match, MATCH_OPTIONS, type MatchOptions } from './match.js'
import { TemplateMatcher } from './template-matcher.js'
import { type ChannelTemplates, messageName, type TemplateName, type Templates } from './templates.js'

/**
 * Finds the windows of a signal that resemble a template, or one of several: `TemplateMatcher` for a whole signal.
 *
 * With `maxMatches`, the best ones of each template are kept; a stream, which cannot know them, gives the first ones. A
 * chain of ever better windows, each nearer than `minDistance` to the next, may be of any length.
 *
 * @param signal N samples; with `channelCount`, a list of one array per channel, all of one length.
 * @param templates A template of 3 samples to N; an array of templates, which are called 0, 1, 2 ...; or an object of
 *   templates with their names. With `channelCount`, each is a list of one array per channel.
 * @param options What counts as a match.
 * @returns The matches, in the order of the signal.
 * @throws TypeError, RangeError as `TemplateMatcher`; RangeError if a template is longer than the signal.
 * @example
 * findMatches([0, 1, 2, 1, 0, 5, 9, 5, 0], { bump: [1, 2, 1] }, { threshold: 0.9 })
 * // [{ index: 1, offset: 0, score: 1, template: 'bump' }, { index: 5, offset: 0, score: 1, template: 'bump' }]
 * // Both templates match the same event, the second one better.
 * findMatches([0, 1, 3, 2, 0], [[1, 2, 1], [1, 3, 2, 0]], { distinct: true }).map(({ template }) => template) // [1]
 * @see matchProfile for all scores
 */
export function findMatches(signal: SignalLike, templates: Templates, options?: MatchOptions): Match[]
export function findMatches(
  channels: readonly SignalLike[],
  templates: ChannelTemplates,
  options: MatchOptions<number>,
): Match[]
export function findMatches(
  signal: SignalLike | readonly SignalLike[],
  templates: Templates | ChannelTemplates,
  options?: MatchOptions<number | undefined>,
): Match[] {
  // The best ones can be told only when all are there.
  const { maxMatches, ...all } = readOptions(options, MATCH_OPTIONS)
  if (maxMatches !== undefined) requireCount(maxMatches, 1, 'maxMatches')
  const matcher = new TemplateMatcher<number | undefined>(templates, all, Infinity)
  try {
    const { lengths, channelCount } = matcher
    const channels = readSignals(signal, channelCount)
    for (const [name, length] of lengths)
      requireTemplateFits(channels[0].length, length, messageName(name, lengths.size))
    const samples = channelCount === undefined ? channels[0] : channels
    if (typeof all.threshold === 'object') matcher.survey(samples)
    const matches = matcher.process(samples)
    for (const match of matcher.flush()) matches.push(match)
    matches.sort((a, b) => a.index - b.index)
    return maxMatches === undefined ? matches : bestOfEach(matches, maxMatches)
  } finally {
    matcher.dispose()
  }
}

/** The samples of one channel, or of as many as there are to be. */
function readSignals(
  signal: SignalLike | readonly SignalLike[],
  channelCount: number | undefined,
): TypedSignal[] {
  if (channelCount === undefined) return [readSignal(signal as SignalLike, 'signal')]
  return readChannels(
    signal as readonly SignalLike[],
    chunkNames(channelCount, 'signal'),
    'channel',
    'signal',
  )
}

/** The best `count` matches of each template, in their original order. */
function bestOfEach(matches: readonly Match[], count: number): Match[] {
  const kept = new Set<Match>()
  const counts = new Map<TemplateName, number>()
  for (const match of matches.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score))) {
    const rank = counts.get(match.template) ?? 0
    if (rank < count) kept.add(match)
    counts.set(match.template, rank + 1)
  }
  return matches.filter((match) => kept.has(match))
}
