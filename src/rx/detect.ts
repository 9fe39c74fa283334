import {
  catchError,
  concat,
  concatAll,
  defer,
  filter,
  finalize,
  map,
  of,
  type OperatorFunction,
  throwError,
} from 'rxjs'
import type { Match } from '../pattern/match/match.js'
import { TemplateMatcher } from '../pattern/match/template-matcher.js'
import { readMatcherOptions, type TemplateMatcherOptions } from '../pattern/match/template-matcher-options.js'
import { type ChannelTemplates, copiedTemplates, type Templates } from '../pattern/match/templates.js'
import { type MatcherInput, type MatchIn, TimedMatcher } from '../pattern/timed/timed-matcher.js'
import type { SignalLike } from '../samples.js'
import type { Processor } from '../stream/processor.js'

/**
 * Finds the windows of a stream that are similar to a template, or to one of several, and emits them one by one: `TemplateMatcher`
 * as an operator.
 *
 * The source emits chunks, single numbers, or a sensor's readings `{ value, time }`; for readings, a match carries the time of the
 * first reading of its window. If the source fails, matches that are already certain are emitted before the error.
 *
 * With `channelCount`, the source emits lists of one array per channel, and a match is one in the mean of all channels' scores.
 *
 * @param templates A template, an array of them, or an object of templates with their names.
 * @param options As for `TemplateMatcher`. `blockSize: 1` processes each sample at once, which suits slow sensors.
 * @throws TypeError, RangeError as `TemplateMatcher`, at once.
 * @example
 * from([[0, 0, 1], [3, 1, 0]]).pipe(detect([1, 3, 1])) // { index: 2, offset: 0, score: 1, template: 0 }
 * @example
 * const pairs = from([[[0, 0, 1, 3], [5, 5, 5, 0]], [[1, 0], [0, 7]]])
 * pairs.pipe(detect([[1, 3, 1], [5, 0, 0]], { channelCount: 2 }), map(({ index, score }) => [index, score])) // [2, 1]
 */
export function detect<Input extends MatcherInput>(
  templates: Templates,
  options?: TemplateMatcherOptions,
): OperatorFunction<Input, MatchIn<Input>>
export function detect(
  templates: ChannelTemplates,
  options: TemplateMatcherOptions<number>,
): OperatorFunction<readonly SignalLike[], Match>
export function detect(
  templates: Templates | ChannelTemplates,
  options?: TemplateMatcherOptions<number | undefined>,
): OperatorFunction<never, Match> {
  const read = readMatcherOptions(options)
  const { channelCount } = read
  // Copies, so that later changes to the caller's arrays and options have no effect.
  const copies = copiedTemplates(templates, channelCount)
  if (channelCount !== undefined) {
    return detected(() => new TemplateMatcher(copies as ChannelTemplates, { ...read, channelCount }))
  }
  return detected(() => new TimedMatcher(copies as Templates, { ...read, channelCount }))
}

type Matcher<Input> = Processor<Input, Match[]> & Pick<TemplateMatcher, 'settle'>

function detected<Input>(create: () => Matcher<Input>): OperatorFunction<Input, Match> {
  create().dispose()
  return (source) =>
    defer(() => {
      const matcher = create()
      const settle = (error: unknown) =>
        concat(
          defer(() => of(matcher.settle())),
          throwError(() => error),
        )
      return concat(
        source.pipe(
          map((input) => matcher.process(input)),
          catchError(settle),
        ),
        defer(() => of(matcher.flush())),
      ).pipe(
        // Saves a subscription for inputs without matches, as most single numbers are.
        filter((matches) => matches.length > 0),
        concatAll(),
        finalize(() => matcher.dispose()),
      )
    })
}
