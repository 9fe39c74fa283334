// The definition of the matrix profile as plain loops. It imports nothing of the package, and is itself checked against cases
// computed by hand.

export interface NaivePair {
  readonly index: number
  readonly neighbour: number
  readonly distance: number
}

/**
 * The nearest neighbour of each window of `length` samples among those that start more than `exclusion` samples from it
 * and, with a lag (start minus start of the neighbour), from −lagBack to lagBack of it. With `onlyEarlier`, lags are positive.
 */
export function naiveMatrixProfile(
  signal: ArrayLike<number>,
  length: number,
  exclusion: number,
  { lagBack = Infinity, onlyEarlier = false } = {},
): NaivePair[] {
  const windows = Array.from({ length: signal.length - length + 1 }, (_, i) =>
    zNormalized(Array.from({ length }, (_, k) => signal[i + k])),
  )
  return windows.map((window, index) => {
    let nearest: NaivePair = { index, neighbour: -1, distance: Infinity }
    windows.forEach((other, neighbour) => {
      const lag = index - neighbour
      if (Math.abs(lag) <= exclusion || Math.abs(lag) > lagBack || (onlyEarlier && lag < 0)) return
      const distance = naiveDistance(window, other)
      if (distance < nearest.distance) nearest = { index, neighbour, distance }
    })
    return nearest
  })
}

/** For each window of a signal, the nearest of all windows of another signal. */
export function naiveJoin(
  signal: ArrayLike<number>,
  against: ArrayLike<number>,
  length: number,
): NaivePair[] {
  const windowsOf = (samples: ArrayLike<number>): NaiveWindow[] =>
    Array.from({ length: samples.length - length + 1 }, (_, i) =>
      zNormalized(Array.from({ length }, (_, k) => samples[i + k])),
    )
  const others = windowsOf(against)
  return windowsOf(signal).map((window, index) => {
    const distances = others.map((other) => naiveDistance(window, other))
    const distance = distances.reduce((least, one) => Math.min(least, one), Infinity)
    return { index, neighbour: distance === Infinity ? -1 : distances.indexOf(distance), distance }
  })
}

/**
 * The nearest windows of another signal, or of the same, for each window of a signal, the nearest first: as many as are wanted of those
 * that may be by their lag (start less start of the neighbour), and have a finite distance.
 */
export function naiveNeighbours(
  signal: ArrayLike<number>,
  against: ArrayLike<number>,
  length: number,
  count: number,
  mayBe: (lag: number) => boolean,
): NaivePair[][] {
  const windowsOf = (samples: ArrayLike<number>): NaiveWindow[] =>
    Array.from({ length: samples.length - length + 1 }, (_, i) =>
      zNormalized(Array.from({ length }, (_, k) => samples[i + k])),
    )
  const others = windowsOf(against)
  return windowsOf(signal).map((window, index) =>
    others
      .map((other, neighbour) => ({ index, neighbour, distance: naiveDistance(window, other) }))
      .filter(({ neighbour, distance }) => mayBe(index - neighbour) && distance < Infinity)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count),
  )
}

/** The distance of two z-normalized windows; Infinity if one of them holds a value that is not finite. */
export function naiveDistance(a: NaiveWindow, b: NaiveWindow): number {
  if (a === 'not finite' || b === 'not finite') return Infinity
  if (a === 'flat' || b === 'flat') {
    const other = a === 'flat' ? b : a
    return other === 'flat' ? 0 : Math.sqrt(other.length)
  }
  return Math.sqrt(a.reduce((sum, x, k) => sum + (x - b[k]) ** 2, 0))
}

/** The values scaled to mean 0 and mean square 1, if possible. */
export type NaiveWindow = readonly number[] | 'flat' | 'not finite'

/** (x − μ)/σ. A constant does not change it: after subtracting the first value, sums are accurate relative to the variation. */
export function zNormalized(values: readonly number[]): NaiveWindow {
  if (!values.every((x) => Math.abs(x) <= 1e140)) return 'not finite'
  const shifted = values.map((x) => x - values[0])
  const mean = shifted.reduce((sum, x) => sum + x, 0) / values.length
  const deviation = Math.sqrt(shifted.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)
  if (deviation <= Math.max(1e-15 * Math.abs(values[0] + mean), 1e-140)) return 'flat'
  return shifted.map((x) => (x - mean) / deviation)
}
