import type { OwnUint8Array, SignalLike } from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../../stream/snapshot/restore-arguments.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Match } from '../match/match.js'
import { TemplateMatcher } from '../match/template-matcher.js'
import type { TemplateMatcherOptions } from '../match/template-matcher-options.js'
import type { TemplateName, Templates } from '../match/templates.js'
import { isTimed, type TimedInput, type TimedSample, Timestamps } from './timestamps.js'

/** A match in a stream of sensor readings. */
export interface TimedMatch<Time> extends Match {
  /** The time that came with the first sample of the window, unchanged. */
  readonly time: Time
}

/** What a `TimedMatcher` takes: readings with their times, or samples without. */
export type MatcherInput = TimedInput

/** What a `TimedMatcher` finds: the matches have times if the samples do. */
export type MatchIn<Input> = Input extends TimedSample<infer Time> ? TimedMatch<Time> : Match

/**
 * `TemplateMatcher` for the readings of a sensor: its matches carry the time that came with the first sample of their window.
 * Times are passed on, never computed with: each reading counts as one sample, evenly spaced or not. If the sensor was silent,
 * pass readings of NaN. You can also pass what `TemplateMatcher` takes; such samples have no time.
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
export class TimedMatcher<Input extends MatcherInput = MatcherInput> implements Resumable<
  Input,
  MatchIn<Input>[]
> {
  #matcher: TemplateMatcher
  readonly #times = new Timestamps()

  /**
   * @param templates As for `TemplateMatcher`.
   * @param options As for `TemplateMatcher`.
   * @throws TypeError, RangeError as `TemplateMatcher`.
   */
  constructor(templates: Templates, options?: TemplateMatcherOptions) {
    this.#matcher = new TemplateMatcher(templates, options)
  }

  /**
   * Makes a matcher that continues where another one was when the snapshot was taken.
   *
   * @param templates The templates that the other one was made with.
   * @param rest Its options, if it had any, and what `snapshot` returned.
   * @throws TypeError, RangeError as `TemplateMatcher.restore`.
   */
  static restore<Input extends MatcherInput = MatcherInput>(
    templates: Templates,
    ...rest: RestoreArguments<TemplateMatcherOptions>
  ): TimedMatcher<Input> {
    const [options, bytes] = readRestoreArguments(rest)
    return resumed(new TimedMatcher<Input>(templates, options), (timed) => {
      decodeSnapshot(bytes, 'TimedMatcher', {}, (reader) => {
        timed.#exchange(TemplateMatcher.restore(templates, options, reader.blob()))
        timed.#times.load(reader, timed.#matcher.position)
      })
    })
  }

  /** As for `TemplateMatcher`. */
  get latency(): number {
    return this.#matcher.latency
  }

  /** The number of times held. @internal */
  get timeCount(): number {
    return this.#times.count
  }

  /**
   * Takes the next reading, and returns the matches that have become certain.
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

  /**
   * Returns the state as bytes, for `restore`: that of the `TemplateMatcher`, and the times.
   *
   * @throws TypeError, RangeError if a time is not a number, a string, a Date, or a bigint of up to 64 bits.
   */
  snapshot(): OwnUint8Array {
    return encodeSnapshot('TimedMatcher', {}, (writer) => {
      writer.blob(this.#matcher.snapshot())
      this.#times.save(writer)
    })
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

  #exchange(matcher: TemplateMatcher): void {
    this.#matcher.dispose()
    this.#matcher = matcher
  }

  /** Adds the times to matches, and forgets those that no match to come can have. */
  #stamped(matches: Match[], settled = this.#matcher.settled): MatchIn<Input>[] {
    return this.#times.stamped(matches, settled) as MatchIn<Input>[]
  }
}
