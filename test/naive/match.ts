// The definitions of the search for templates in src/pattern, as plain loops. It imports nothing of the package, and is itself
// checked against cases computed by hand in pattern/naive-match.test.ts.

/** A window that is similar to a template. */
export interface NaiveMatch {
  readonly index: number
  readonly offset: number
  readonly score: number
}

/** Pearson's r of every window with the template: 0 if the window is flat, NaN if it contains NaN. */
export function naiveScores(signal: ArrayLike<number>, template: ArrayLike<number>): Float64Array {
  const length = template.length
  const form = standardForm(template, 0, length)
  const scores = new Float64Array(Math.max(signal.length - length + 1, 0))
  for (let n = 0; n < scores.length; n++) {
    const window = standardForm(signal, n, length)
    // 1 − r is half the squared distance of the two.
    let square = 0
    for (let k = 0; k < length; k++) square += (window[k] - form[k]) ** 2
    const isFlat = window.every((value) => value === 0)
    scores[n] = isFlat ? 0 : 1 - square / 2
  }
  return scores
}

/** The mean of the scores of all channels, by their weights, of those that are not NaN. */
export function naiveChannelScores(
  channels: readonly ArrayLike<number>[],
  template: readonly ArrayLike<number>[],
  weights: readonly number[],
): Float64Array {
  const scores = channels.map((signal, c) => naiveScores(signal, template[c]))
  return scores[0].map((_, n) => {
    let [sum, total] = [0, 0]
    for (let c = 0; c < scores.length; c++) {
      if (Number.isNaN(scores[c][n])) continue
      sum += weights[c] * scores[c][n]
      total += weights[c]
    }
    return sum / total
  })
}

/** √(2M(1 − r)) for every window, √M where it is flat. */
export function naiveDistances(signal: ArrayLike<number>, template: ArrayLike<number>): Float64Array {
  const length = template.length
  return naiveScores(signal, template).map((score, n) =>
    standardForm(signal, n, length).every((value) => value === 0)
      ? Math.sqrt(length)
      : Math.sqrt(2 * length * (1 - score)),
  )
}

/**
 * The windows that match: score at least the threshold, above the left neighbour's and not below the right one's. From the best one
 * down (the first of equal ones first), each remaining one drops those nearer than `minDistance`.
 */
export function naiveMatches(
  signal: ArrayLike<number>,
  template: ArrayLike<number>,
  threshold: number,
  minDistance: number,
  isBlind = false,
): NaiveMatch[] {
  const peaks = naiveCandidates(signal, template, threshold, isBlind)
  return naiveChoice(peaks, (a, b) => Math.abs(a.index - b.index) < minDistance)
}

/** All windows whose score is at least the threshold, above the left neighbour's and not below the right one's. */
export function naiveCandidates(
  signal: ArrayLike<number>,
  template: ArrayLike<number>,
  threshold: number,
  isBlind = false,
): NaiveMatch[] {
  return naivePeaks(naiveScores(signal, template), threshold, isBlind)
}

/** The windows whose score is at least the threshold, above the left neighbour's and not below the right one's. */
export function naivePeaks(scores: Float64Array, threshold: number, isBlind = false): NaiveMatch[] {
  const rank = (score: number): number => (isBlind ? Math.abs(score) : score)
  const peaks: NaiveMatch[] = []
  for (let n = 0; n < scores.length; n++) {
    const isAboveLeft = n === 0 || Number.isNaN(scores[n - 1]) || rank(scores[n]) > rank(scores[n - 1])
    const isAboveRight =
      n === scores.length - 1 || Number.isNaN(scores[n + 1]) || rank(scores[n]) >= rank(scores[n + 1])
    if (!(rank(scores[n]) >= threshold && isAboveLeft && isAboveRight)) continue
    peaks.push({ index: n, offset: vertex(scores, n), score: scores[n] })
  }
  return peaks
}

/** From the best one down, each remaining one drops those near to it. Matches are passed and returned in order. */
export function naiveChoice<Some extends NaiveMatch>(
  candidates: readonly Some[],
  areNear: (a: Some, b: Some) => boolean,
): Some[] {
  const chosen: Some[] = []
  for (const candidate of candidates.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score))) {
    if (!chosen.some((other) => areNear(candidate, other))) chosen.push(candidate)
  }
  return candidates.filter((candidate) => chosen.includes(candidate))
}

/** The position of the vertex of the parabola through three scores; 0 at the ends. */
function vertex(scores: Float64Array, n: number): number {
  if (n === 0 || n === scores.length - 1) return 0
  const [left, middle, right] = [scores[n - 1], scores[n], scores[n + 1]]
  const offset = (left - right) / (2 * (left - 2 * middle + right))
  return Number.isNaN(offset) ? 0 : offset
}

/** (x − mean)/norm; all 0 if the norm is only rounding, below 2⁻⁴⁶ of that of the samples. */
function standardForm(samples: ArrayLike<number>, from: number, length: number): number[] {
  let mean = samples[from]
  for (let pass = 0; pass < 2; pass++) {
    let rest = 0
    for (let k = 0; k < length; k++) rest += samples[from + k] - mean
    mean += rest / length
  }
  let square = 0
  let energy = 0
  for (let k = 0; k < length; k++) {
    square += (samples[from + k] - mean) ** 2
    energy += samples[from + k] ** 2
  }
  const isFlat = square <= 2 ** -92 * energy
  return Array.from({ length }, (_, k) => (isFlat ? 0 : (samples[from + k] - mean) / Math.sqrt(square)))
}
