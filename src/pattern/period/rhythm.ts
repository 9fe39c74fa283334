import { vertexOffset } from '../../vertex-offset.js'
import type { PowerSpectrum } from './power-spectrum.js'
import { spectralFloor } from './spectral-floor.js'

/** A line of a rhythm's spectrum. */
export interface Harmonic {
  /** Its frequency, in multiples of that of the rhythm. */
  readonly order: number
  readonly power: number
  /** The power of the noise about it. */
  readonly floor: number
}

/** What repeats: a frequency in cycles a sample, and the lines that are multiples of it. */
export interface Rhythm {
  readonly frequency: number
  readonly harmonics: readonly Harmonic[]
  readonly power: number
}

/** A line in noise alone as high as one that counts is found in one of a thousand signals. */
const FALSE_LINES = 0.001

/** So many of the strongest lines may be harmonics of the rhythm, of up to these orders. */
const MOST_LINES = 8
const MOST_STRONG = 64
const MOST_ORDERS = 32
const MOST_HARMONICS = 64

/**
 * A period is preferred to a fraction of it if more than this share of the variation does not recur after the
 * fraction: 0.15 for a half, and more for smaller fractions, as an irregular rhythm has side lines near its own.
 */
const mostLoss = (part: number): number => Math.min(0.05 + 0.05 / part, 0.4)

/** How far from its expected place a line may lie, in bins of 1/N: `TOLERANCE` plus `DEVIATIONS` standard deviations of both. */
const TOLERANCE = 0.1
const DEVIATIONS = 2
const MOST_TOLERANCE = 0.6

/** Lines whose powers differ by this factor may be equal: a bin is beside the top of a line. */
const EQUAL = 1.1

/** The standard deviation of a line's frequency, in bins of 1/N, by the root of how many times higher it is than the noise. */
const LINE_DEVIATION = 0.5

/** Lines below this part of the strongest one of all are rounding; below this of the strongest harmonic, no harmonics. */
const ROUNDING = 1e-12
const LEAST_HARMONIC = 1e-3

/** A line exceeds the leakage of stronger lines by this factor, and lies at least this many bins of 1/N from them. */
const LEAK_MARGIN = 4
const LINE_WIDTH = 2

/**
 * Finds the rhythm of the greatest power whose period is within a range. A rhythm is a set of spectral lines that are harmonics
 * of one frequency. Only lines that stand out of the noise around them count: slow, irregular movements have a high spectrum but
 * no lines. If no line stands out, the strongest bin is taken.
 */
export class RhythmSearch {
  readonly #spectrum: PowerSpectrum
  readonly #floor: Float64Array
  readonly #length: number
  readonly #minPeriod: number
  readonly #maxPeriod: number
  /** The ratio of a line to the floor. */
  readonly #height: number
  readonly #strongest: number[] = []
  /** For each bin, the next local maximum that stands out of the noise; the number of bins if there is none. */
  readonly #nextHigh: Int32Array
  /** What is known of bins: whether they are more than what the window lets through of stronger lines. */
  readonly #apart = new Map<number, boolean>()

  /** @param length N, the number of samples. */
  constructor(spectrum: PowerSpectrum, length: number, minPeriod: number, maxPeriod: number) {
    this.#spectrum = spectrum
    this.#floor = spectralFloor(spectrum)
    this.#length = length
    this.#minPeriod = minPeriod
    this.#maxPeriod = maxPeriod
    this.#height = Math.log(Math.max(length / 2, 1) / FALSE_LINES)
    this.#nextHigh = this.#highTops()
    this.#noteStrongest()
  }

  #highTops(): Int32Array {
    const { length } = this.#spectrum.powers
    const next = new Int32Array(length + 1).fill(length)
    for (let k = length - 1; k >= 1; k--) next[k] = this.#isTop(k) && this.#isHigh(k) ? k : next[k + 1]
    return next
  }

  /** Notes the strongest lines of all, from high to low. */
  #noteStrongest(): void {
    const { powers } = this.#spectrum
    const tops: number[] = []
    for (let bin = this.#nextHigh[1]; bin < powers.length; bin = this.#nextHigh[bin + 1]) tops.push(bin)
    const most = tops.reduce((most, bin) => Math.max(most, powers[bin]), 0)
    const high = tops.filter((bin) => powers[bin] > ROUNDING * most).sort((a, b) => powers[b] - powers[a])
    for (const bin of high) {
      if (this.#isApart(bin)) this.#strongest.push(bin)
      if (this.#strongest.length === MOST_STRONG) return
    }
  }

  find(): Rhythm | undefined {
    let best: Rhythm | undefined
    for (const bin of this.#linesInRange()) {
      const rhythm = this.#rhythmOf(bin)
      if (rhythm === undefined || rhythm.power <= (best?.power ?? 0)) continue
      // One that has a stronger line was looked for with that one.
      const most = EQUAL * this.#spectrum.powers[bin]
      if (rhythm.harmonics.every(({ power }) => power <= most)) best = rhythm
    }
    return best
  }

  /** The strongest lines that may be harmonics of a rhythm within the range; the strongest bin if there are none. */
  #linesInRange(): number[] {
    const { size } = this.#spectrum
    const first = Math.max(Math.floor(size / this.#maxPeriod), 1)
    const { powers } = this.#spectrum
    const lines = this.#strongest.filter((bin) => bin >= first)
    if (lines.length > 0) {
      // Of lines that are equal, the lowest first: a pulse has many.
      const equal = lines.filter((bin) => EQUAL * powers[bin] >= powers[lines[0]]).sort((a, b) => a - b)
      return [...equal, ...lines.slice(equal.length)].slice(0, MOST_LINES)
    }
    let best: number | undefined
    for (let k = first; k < powers.length; k++) {
      if (this.#isTop(k) && (best === undefined || powers[k] > powers[best])) best = k
    }
    return best === undefined ? [] : [best]
  }

  #isTop(bin: number): boolean {
    const { powers } = this.#spectrum
    // Behind the last bin, the spectrum is that before it.
    const next = bin + 1 < powers.length ? powers[bin + 1] : powers[bin - 1]
    return powers[bin] > 0 && powers[bin] >= powers[bin - 1] && powers[bin] >= next
  }

  /** Whether a local maximum stands out of the noise about it. */
  #isHigh(bin: number): boolean {
    return this.#ratio(bin) > this.#height
  }

  /** Whether a local maximum is more than what the window lets through of stronger lines. */
  #isApart(bin: number): boolean {
    const known = this.#apart.get(bin)
    if (known !== undefined) return known
    const { powers } = this.#spectrum
    let leak = 0
    for (const other of this.#strongest) {
      if (powers[other] <= powers[bin]) break
      leak += powers[other] * (this.#leakage(bin - other) + this.#leakage(bin + other))
    }
    const isApart = powers[bin] > LEAK_MARGIN * leak
    this.#apart.set(bin, isApart)
    return isApart
  }

  /** The greatest leakage of a line through a Hann window at a distance in bins. */
  #leakage(bins: number): number {
    const distance = (Math.abs(bins) * this.#length) / this.#spectrum.size
    if (distance < LINE_WIDTH) return 1
    return (Math.PI * distance * (distance ** 2 - 1)) ** -2
  }

  /** The rhythm that has the line at a bin as a harmonic of the lowest order that explains all lines. */
  #rhythmOf(bin: number): Rhythm | undefined {
    const frequency = this.#topOf(bin)
    // A period at the end of the range may lie beyond it by what a frequency is uncertain.
    const margin = 0.5 / this.#length
    const first = Math.max(Math.ceil((frequency - margin) * this.#minPeriod), 1)
    const last = Math.min(Math.floor((frequency + margin) * this.#maxPeriod), first + MOST_ORDERS - 1)
    let best: Rhythm | undefined
    let bestOrder = 0
    for (let order = first; order <= last; order++) {
      const rhythm = this.#withHarmonics(frequency, order, bin)
      if (
        best !== undefined &&
        (rhythm.power <= best.power || loss(rhythm, bestOrder / order) <= mostLoss(bestOrder / order))
      ) {
        continue
      }
      best = rhythm
      bestOrder = order
    }
    return best
  }

  /** The lines at the multiples of frequency/order. Each of them improves the estimate of the frequency. */
  #withHarmonics(lineFrequency: number, lineOrder: number, lineBin: number): Rhythm {
    const { powers } = this.#spectrum
    const harmonics: Harmonic[] = []
    let moment = lineOrder * powers[lineBin] * lineFrequency
    let inertia = lineOrder ** 2 * powers[lineBin]
    let evidence = lineOrder ** 2 * this.#ratio(lineBin)
    let power = 0
    const most = MOST_HARMONICS * lineOrder
    for (let order = 1; order <= most; order = this.#nextOrder(order, lineOrder, moment / inertia)) {
      const expected = (order * moment) / inertia
      if (expected > 0.5 + MOST_TOLERANCE / this.#length) break
      const bin = order === lineOrder ? lineBin : this.#lineNear(expected, order / Math.sqrt(evidence))
      if (bin === undefined || powers[bin] < LEAST_HARMONIC * powers[lineBin]) continue
      harmonics.push({ order, power: powers[bin], floor: this.#floor[bin] })
      power += powers[bin]
      if (order === lineOrder) continue
      moment += order * powers[bin] * this.#topOf(bin)
      inertia += order ** 2 * powers[bin]
      evidence += order ** 2 * this.#ratio(bin)
    }
    return { frequency: moment / inertia, harmonics, power }
  }

  /** The next order that may have a line near it: most orders of a low frequency have none. */
  #nextOrder(order: number, lineOrder: number, frequency: number): number {
    const high = this.#nextHigh[this.#firstNear((order + 1) * frequency)]
    // A bin and an order less: the bins near a frequency are rounded outwards, and what is computed here is rounded.
    const reached = (high - 1) / this.#spectrum.size - MOST_TOLERANCE / this.#length
    const next = Math.max(Math.ceil(reached / frequency) - 1, order + 1)
    return order < lineOrder ? Math.min(next, lineOrder) : next
  }

  /** The first bin that may be a line of a frequency. */
  #firstNear(frequency: number): number {
    const { size, powers } = this.#spectrum
    const first = Math.floor((frequency - MOST_TOLERANCE / this.#length) * size)
    return Math.min(Math.max(first, 1), powers.length)
  }

  /** The highest line near a frequency. `uncertainty` is that frequency's standard deviation, relative to a line's. */
  #lineNear(frequency: number, uncertainty: number): number | undefined {
    const { size, powers } = this.#spectrum
    const first = this.#firstNear(frequency)
    const last = Math.min(Math.ceil((frequency + MOST_TOLERANCE / this.#length) * size), powers.length - 1)
    if (this.#nextHigh[first] > last) return undefined
    const tolerance = (bin: number): number => {
      const deviation = LINE_DEVIATION * Math.hypot(uncertainty, 1 / Math.sqrt(this.#ratio(bin)))
      return Math.min(TOLERANCE + DEVIATIONS * deviation, MOST_TOLERANCE) / this.#length
    }
    let best: number | undefined
    for (let k = first; k <= last; k++) {
      if (!this.#isTop(k) || powers[k] <= (best === undefined ? 0 : powers[best])) continue
      if (Math.abs(this.#topOf(k) - frequency) <= tolerance(k)) best = k
    }
    return best !== undefined && this.#isHigh(best) && this.#isApart(best) ? best : undefined
  }

  /** The ratio of a bin to the noise around it. */
  #ratio(bin: number): number {
    return this.#spectrum.powers[bin] / this.#floor[bin]
  }

  /** The frequency of the top of a parabola through a bin and its neighbours. */
  #topOf(bin: number): number {
    const { size, powers } = this.#spectrum
    if (bin === powers.length - 1) return 0.5
    const offset = vertexOffset(powers[bin - 1], powers[bin], powers[bin + 1]) ?? 0
    return (bin + Math.max(-0.5, Math.min(offset, 0.5))) / size
  }
}

/** Which part of a rhythm's power is not the same after such a part of its period. */
function loss({ harmonics, power }: Rhythm, part: number): number {
  let sum = 0
  for (const harmonic of harmonics) {
    sum += harmonic.power * (1 - Math.cos(2 * Math.PI * harmonic.order * part))
  }
  return sum / power
}
