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
import { readMatcherOptions, type TemplateMatcherOptions } from '../pattern/match/template-matcher.js'
import { copiedTemplates, type Templates } from '../pattern/match/templates.js'
import { type MatcherInput, type MatchIn, TimedMatcher } from '../pattern/timed/timed-matcher.js'

/**
 * Finds the windows of a stream that are similar to a template, or to one of several, and emits them one by one: `TemplateMatcher`
 * as an operator.
 *
 * The source emits chunks, single numbers, or a sensor's readings `{ value, time }`; for readings, a match carries the time of the
 * first reading of its window. If the source fails, matches that are already certain are emitted before the error.
 *
 * @param templates A template, an array of them, or an object of templates with their names.
 * @param options As for `TemplateMatcher`. `blockSize: 1` processes each sample at once, which suits slow sensors.
 * @throws TypeError, RangeError as `TemplateMatcher`, at once.
 * @example
 * from([[0, 0, 1], [3, 1, 0]]).pipe(detect([1, 3, 1])) // { index: 2, offset: 0, score: 1, template: 0 }
 */
export function detect<Input extends MatcherInput>(
  templates: Templates,
  options?: TemplateMatcherOptions,
): OperatorFunction<Input, MatchIn<Input>> {
  // Copies, so that later changes to the caller's arrays and options have no effect.
  const copies = copiedTemplates(templates)
  const read = readMatcherOptions(options)
  new TimedMatcher(copies, read).dispose()
  return (source) =>
    defer(() => {
      const matcher = new TimedMatcher<Input>(copies, read)
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
