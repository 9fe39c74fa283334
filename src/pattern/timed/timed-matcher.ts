import type { SignalLike } from '../../samples.js'
import type { Processor } from '../../stream/processor.js'
import type { Match } from '../match/match.js'
import { TemplateMatcher, type TemplateMatcherOptions } from '../match/template-matcher.js'
import type { TemplateName, Templates } from '../match/templates.js'
import { isTimed, type TimedInput, type TimedSample, Timestamps } from './timestamps.js'

/** A match in a stream of sensor readings. */
export interface TimedMatch<Time> extends Match {
  /** The time of the window's first sample: the very one that came with it. */
  readonly time: Time
}

/** What a `TimedMatcher` takes: readings with their times, or samples without. */
export type MatcherInput = TimedInput

/** What it finds in them: where the samples have times, matches have. */
export type MatchIn<Input> = Input extends TimedSample<infer Time> ? TimedMatch<Time> : Match

/**
 * `TemplateMatcher` for the readings of a sensor: its matches carry the time that came with the first sample of their
 * window. Times are taken as they are, and are not computed with: the readings are one sample each, evenly spaced or not.
 * Where the sensor was silent, give readings of NaN. It also takes what `TemplateMatcher` takes; such samples have no time.
 *
 * Memory: as `TemplateMatcher`, and the times of the samples that can still begin a match, some `latency` and the longest
 * template.
 *
 * @example
 * const matcher = new TimedMatcher([0, 1, 0], { blockSize: 1, minDistance: 1 })
 * matcher.process({ value: 5, time: '12:00' }) // []
 * matcher.process({ value: 7, time: '12:01' }) // []
 * matcher.process({ value: 5, time: '12:02' }) // []
 * matcher.process({ value: 5, time: '12:03' }) // [{ index: 0, offset: 0, score: 1, template: 0, time: '12:00' }]
 */
export class TimedMatcher<Input extends MatcherInput = MatcherInput> implements Processor<
  Input,
  MatchIn<Input>[]
> {
  readonly #matcher: TemplateMatcher
  readonly #times = new Timestamps()

  /**
   * @param templates As for `TemplateMatcher`.
   * @param options As for `TemplateMatcher`.
   * @throws TypeError, RangeError as `TemplateMatcher`.
   */
  constructor(templates: Templates, options?: TemplateMatcherOptions) {
    this.#matcher = new TemplateMatcher(templates, options)
  }

  /** As for `TemplateMatcher`. */
  get latency(): number {
    return this.#matcher.latency
  }

  /** How many times are held. @internal */
  get timeCount(): number {
    return this.#times.count
  }

  /**
   * Takes the next reading, and returns the matches that are certain then.
   *
   * @throws TypeError if it is neither a reading, nor a number, nor an array of numbers.
   */
  process(input: Input): MatchIn<Input>[] {
    if (!isTimed(input)) return this.#stamped(this.#matcher.process(input))
    const { position } = this.#matcher
    const matches = this.#matcher.process(input.value)
    this.#times.note(position, input.time)
    return this.#stamped(matches)
  }

  /** Skips `length` missing readings, as `TemplateMatcher`. */
  gap(length: number): MatchIn<Input>[] {
    return this.#stamped(this.#matcher.gap(length))
  }

  /** As for `TemplateMatcher`. */
  add(template: SignalLike, name?: TemplateName): TemplateName {
    return this.#matcher.add(template, name)
  }

  /** As for `TemplateMatcher`. */
  remove(name: TemplateName): MatchIn<Input>[] {
    return this.#stamped(this.#matcher.remove(name))
  }

  /** As for `TemplateMatcher`. */
  settle(): MatchIn<Input>[] {
    return this.#stamped(this.#matcher.settle())
  }

  flush(): MatchIn<Input>[] {
    return this.#stamped(this.#matcher.flush(), Infinity)
  }

  reset(): void {
    this.#matcher.reset()
    this.#times.clear()
  }

  dispose(): void {
    this.#matcher.dispose()
    this.#times.clear()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Adds the times to matches, and forgets those that no match to come can have. */
  #stamped(matches: Match[], settled = this.#matcher.settled): MatchIn<Input>[] {
    return this.#times.stamped(matches, settled) as MatchIn<Input>[]
  }
}
