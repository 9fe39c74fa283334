import { type Match, type MatchOptions, matchRule } from '../../pattern/match/match.js'
import { PATIENCE, TemplateMatcher } from '../../pattern/match/template-matcher.js'
import { readMatcherOptions } from '../../pattern/match/template-matcher-options.js'
import { namedTemplates, readTemplate, type Templates } from '../../pattern/match/templates.js'
import type { TypedSignal } from '../../samples.js'
import { cutTiles } from './cut-tiles.js'
import { MatchMerge } from './match-merge.js'
import type { Tile, TileComputer, TiledWork } from './tile.js'
import { decodeTileData, encodeTileData } from './tile-data.js'

/** What counts as a match in a stream of one channel. */
export type TiledMatchOptions = Omit<MatchOptions, 'channelCount' | 'weights'>

/**
 * The search for templates in a stream, in tiles. A tile finds the windows that are better than their neighbours, and reads one more
 * window on either side for this. When the results are merged, matches are chosen among these windows.
 */
export class MatchWork implements TiledWork {
  readonly kind = 'match'
  readonly sharesInputs = false
  readonly shared: Uint8Array
  readonly tiles: AsyncIterable<Tile>
  readonly #merge: MatchMerge
  /** The number of windows of a tile. */
  readonly #step: number
  #length = 0
  /** All windows before this one are in results that were taken. */
  #end = 0

  /**
   * @param tileLength The number of windows of a tile. Default: half a million, or four times the longest template if that is more.
   * @throws TypeError, RangeError as `TemplateMatcher`; RangeError if the threshold is a rate of false alarms.
   */
  constructor(
    source: AsyncIterable<TypedSignal>,
    templates: Templates,
    options: TiledMatchOptions = {},
    tileLength?: number,
  ) {
    const rule = matchRule(readMatcherOptions(options))
    const { threshold } = rule
    if (typeof threshold !== 'number') {
      throw new RangeError(
        'threshold must be a number for a search in tiles, got a rate of false alarms, which depends on the whole stream',
      )
    }
    // This refuses invalid templates here, before a worker gets them.
    new TemplateMatcher(templates, options).dispose()
    const named = namedTemplates(templates).map(([name, template]) => ({
      name,
      taps: Float64Array.from(readTemplate(template, 'template', undefined)[0]),
    }))
    const lengths = named.map(({ name, taps }) => ({ name, length: taps.length }))
    const { polarity = 'positive' } = options
    this.shared = encodeTileData(
      { threshold, polarity },
      named.map(({ taps }) => taps),
    )
    this.#merge = new MatchMerge(lengths, { ...rule, patience: PATIENCE }, rule.isDistinct)
    const longest = Math.max(...lengths.map(({ length }) => length))
    this.#step = tileLength ?? Math.max(LEAST_TILE, TILE_IN_TEMPLATES * longest)
    this.tiles = this.#tilesOf(source, longest)
  }

  /** The number of samples of the stream; known once all tiles have been cut. */
  get length(): number {
    return this.#length
  }

  /** Takes the result of the next tile, and returns the matches that are now certain. */
  take(result: Uint8Array): Match[] {
    const { header, arrays } = decodeTileData(result)
    const { isLast } = header as ResultHeader
    this.#end += this.#step
    return isLast ? this.#merge.flush(arrays, this.#length) : this.#merge.take(arrays, this.#end)
  }

  async *#tilesOf(
    source: AsyncIterable<TypedSignal>,
    longest: number,
  ): AsyncGenerator<Tile, void, undefined> {
    const step = this.#step
    const cut = { step, startOf: (begin: number) => Math.max(begin - 1, 0), after: longest }
    for await (const { begin, start, isLast, channels } of cutTiles(asChannels(source), cut)) {
      if (isLast) this.#length = start + (channels.at(0)?.length ?? 0)
      const place = [start, begin, isLast ? -1 : begin + step]
      yield { place, inputs: [encodeTileData({}, channels)] }
    }
  }
}

/** Finds the candidates of tiles. */
export class MatchComputer implements TileComputer {
  readonly #matcher: TemplateMatcher
  readonly #templateCount: number

  constructor(shared: Uint8Array) {
    const { header, arrays } = decodeTileData(shared)
    // No window drops another one.
    this.#matcher = new TemplateMatcher(arrays, { ...(header as SharedHeader), minDistance: 1 })
    this.#templateCount = arrays.length
  }

  *compute({ place: [start, from, to], inputs }: Tile): Generator<undefined, Uint8Array> {
    const { arrays } = decodeTileData(inputs[0])
    const found = Array.from({ length: this.#templateCount }, (): number[] => [])
    const isLast = to < 0
    const note = (matches: readonly Match[]): void => {
      for (const { index, offset, score, template } of matches) {
        const window = start + index
        if (window < from || (!isLast && window >= to)) continue
        found[template as number].push(window, offset, score)
      }
    }
    this.#matcher.reset()
    const length = arrays.at(0)?.length ?? 0
    for (let at = 0; at < length; at += STEP_LENGTH) {
      note(this.#matcher.process(arrays[0].subarray(at, at + STEP_LENGTH)))
      yield
    }
    note(this.#matcher.flush())
    const header: ResultHeader = { isLast }
    return encodeTileData(
      header,
      found.map((numbers) => Float64Array.from(numbers)),
    )
  }

  dispose(): void {
    this.#matcher.dispose()
  }
}

/** The number of samples that are searched between two pauses. */
const STEP_LENGTH = 2 ** 16
const LEAST_TILE = 2 ** 19
const TILE_IN_TEMPLATES = 4

type SharedHeader = Pick<MatchOptions, 'threshold' | 'polarity'>

interface ResultHeader {
  readonly isLast: boolean
}

async function* asChannels(
  source: AsyncIterable<TypedSignal>,
): AsyncGenerator<TypedSignal[], void, undefined> {
  for await (const chunk of source) yield [chunk]
}
