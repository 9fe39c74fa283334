import { BlockProfile } from '../../pattern/match/block-profile.js'
import type { Measure } from '../../pattern/match/match-profile.js'
import { PreparedTemplate } from '../../pattern/match/prepared-template.js'
import type { Precision, Samples, TypedSignal } from '../../samples.js'
import { allOrNothing } from '../../wasm/heap.js'

/** What all tiles of a match profile share. */
export interface SharedTemplate {
  readonly template: Samples
  readonly precision: Precision
  readonly measure: Measure
  /** The size of the transforms. */
  readonly size: number
}

/** The windows of whole blocks. */
export interface MatchTile {
  readonly input: TypedSignal
  /** Receives a value for each window of the input. */
  readonly output: Samples
}

/** Compares windows with a template. */
export class MatchComputer {
  readonly #template: PreparedTemplate
  readonly #profile: BlockProfile

  constructor({ template, precision, measure, size }: SharedTemplate) {
    const prepared = PreparedTemplate.of(template)
    this.#template = prepared
    this.#profile = allOrNothing(() => new BlockProfile(prepared, size, precision, measure))
  }

  compute({ input, output }: MatchTile): MatchTile {
    const profile = this.#profile
    for (let from = 0; from < output.length; from += profile.windowCount) profile.compute(input, from, output)
    return { input, output }
  }

  dispose(): void {
    this.#profile.dispose()
    this.#template.dispose()
  }
}
