import { type Precision, type Samples, zeros } from '../../samples.js'
import { vertexOffset } from '../../vertex-offset.js'
import { allOrNothing } from '../../wasm/heap.js'
import { DirectMeasure } from './direct-measure.js'
import { type Match2d, type MatchRule2d, spacingOf } from './match-2d.js'
import { isDistance } from './measure-2d.js'
import type { Pixels } from './spectral-tile.js'
import type { Template2d } from './template-2d.js'
import { TemplateScorer } from './template-scorer.js'

/**
 * The greatest error of scores from transforms: absolute for 'zncc', relative to the threshold for other measures (rounded to
 * float32).
 */
const MARGIN = { zncc: 1e-4, relative: 1e-6 } as const

/**
 * Searches any number of images of one size for a template. Scores from transforms only tell where to look; the scores of the
 * matches are computed directly.
 */
export class MatchSearch2d {
  readonly #scorer: TemplateScorer
  readonly #direct: DirectMeasure
  readonly #rule: MatchRule2d
  readonly #spacing: readonly [number, number]
  readonly #scores: Samples
  /** A score times this is a rank: the greatest is best. */
  readonly #sign: 1 | -1

  /** @throws RangeError if the template is larger than the image. */
  constructor(template: Template2d, rule: MatchRule2d, width: number, height: number, precision: Precision) {
    this.#scorer = allOrNothing(() => new TemplateScorer(template, rule.measure, width, height, precision))
    this.#direct = new DirectMeasure(template, rule.measure)
    this.#rule = rule
    this.#spacing = spacingOf(rule, template)
    this.#scores = zeros(this.#scorer.columns * this.#scorer.rows, precision)
    this.#sign = isDistance(rule.measure) ? -1 : 1
  }

  /** Returns the matches in an image, best first. Among equal ones, the upper or left one comes first. */
  find(image: Pixels): Match2d[] {
    this.#scorer.run(image.data, this.#scores)
    const candidates = this.#candidates().sort((a, b) => this.#rank(b) - this.#rank(a) || a - b)
    const taken = new TakenPlaces(...this.#spacing)
    const matches: Match2d[] = []
    for (const at of candidates) {
      if (matches.length >= this.#rule.maxMatches) break
      const [x, y] = [at % this.#scorer.columns, Math.floor(at / this.#scorer.columns)]
      if (taken.isNear(x, y)) continue
      const match = this.#examine(image, x, y)
      if (match === undefined) continue
      taken.add(x, y)
      matches.push(match)
    }
    return matches.sort((a, b) => this.#sign * (b.score - a.score) || a.y - b.y || a.x - b.x)
  }

  free(): void {
    this.#scorer.free()
  }

  /**
   * Returns the windows that are better than their eight neighbours and may reach the threshold. Among equal neighbours, the
   * first one counts.
   */
  #candidates(): number[] {
    const { threshold, measure } = this.#rule
    const margin = measure === 'zncc' ? MARGIN.zncc : MARGIN.relative * Math.abs(threshold)
    const least = this.#sign * threshold - margin
    const found: number[] = []
    for (let at = 0; at < this.#scores.length; at++) {
      if (this.#sign * this.#scores[at] >= least && this.#isPeak(at)) found.push(at)
    }
    return found
  }

  #isPeak(at: number): boolean {
    const { columns, rows } = this.#scorer
    const rank = this.#rank(at)
    const [x, y] = [at % columns, Math.floor(at / columns)]
    for (let j = Math.max(y - 1, 0); j <= Math.min(y + 1, rows - 1); j++) {
      for (let i = Math.max(x - 1, 0); i <= Math.min(x + 1, columns - 1); i++) {
        const other = j * columns + i
        // A neighbour that is NaN does not count.
        if (other < at ? this.#rank(other) >= rank : this.#rank(other) > rank) return false
      }
    }
    return true
  }

  /** Returns the match at a place by direct scores, or undefined if its score does not reach the threshold. */
  #examine(image: Pixels, x: number, y: number): Match2d | undefined {
    const { columns, rows } = this.#scorer
    const score = this.#direct.at(image, x, y)
    if (!(this.#sign * score >= this.#sign * this.#rule.threshold)) return undefined
    const rankAt = (i: number, j: number): number => {
      const isWindow = i >= 0 && i < columns && j >= 0 && j < rows
      return isWindow ? this.#sign * this.#direct.at(image, i, j) : NaN
    }
    const rank = this.#sign * score
    return {
      x,
      y,
      offsetX: vertex(rankAt(x - 1, y), rank, rankAt(x + 1, y)),
      offsetY: vertex(rankAt(x, y - 1), rank, rankAt(x, y + 1)),
      score,
    }
  }

  #rank(at: number): number {
    return this.#sign * this.#scores[at]
  }
}

/** Places that are far enough apart that each cell of a grid holds at most one. */
class TakenPlaces {
  readonly #width: number
  readonly #height: number
  readonly #cells = new Map<string, readonly [number, number]>()

  constructor(width: number, height: number) {
    this.#width = width
    this.#height = height
  }

  /** Whether a taken place is closer than the sides of a cell, in both directions. */
  isNear(x: number, y: number): boolean {
    const [column, row] = this.#cell(x, y)
    for (let j = row - 1; j <= row + 1; j++) {
      for (let i = column - 1; i <= column + 1; i++) {
        const other = this.#cells.get(`${i},${j}`)
        if (other === undefined) continue
        if (Math.abs(x - other[0]) < this.#width && Math.abs(y - other[1]) < this.#height) return true
      }
    }
    return false
  }

  add(x: number, y: number): void {
    this.#cells.set(this.#cell(x, y).join(), [x, y])
  }

  #cell(x: number, y: number): [number, number] {
    return [Math.floor(x / this.#width), Math.floor(y / this.#height)]
  }
}

/** The top between three values at −1, 0 and 1, the middle one being the greatest; 0 if there is none. */
function vertex(left: number, middle: number, right: number): number {
  return Math.min(Math.max(vertexOffset(left, middle, right) ?? 0, -0.5), 0.5)
}
