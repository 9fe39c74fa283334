/** A band: the weights of the bins from `first` on. */
export interface Band {
  readonly lowHz: number
  readonly centerHz: number
  readonly highHz: number
  readonly first: number
  readonly weights: Float64Array
}

/** The range that is divided into bands, and the bins of the spectra. */
export interface BandRange {
  readonly minHz: number
  readonly maxHz: number
  readonly binHz: number
  readonly binCount: number
}

/** Triangles whose corners are evenly spaced on the mel scale. */
export function melBands({ minHz, maxHz, binHz, binCount }: BandRange, count: number): Band[] {
  const [low, high] = [melOf(minHz), melOf(maxHz)]
  const corners = Array.from({ length: count + 2 }, (_, i) => hzOf(low + ((high - low) * i) / (count + 1)))
  return Array.from({ length: count }, (_, b) => {
    const [lowHz, centerHz, highHz] = corners.slice(b, b + 3)
    const first = Math.ceil(lowHz / binHz)
    const last = Math.min(Math.floor(highHz / binHz), binCount - 1)
    const weights = Float64Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => {
      const hz = (first + i) * binHz
      return Math.max(Math.min((hz - lowHz) / (centerHz - lowHz), (highHz - hz) / (highHz - centerHz)), 0)
    })
    return { lowHz, centerHz, highHz, first, weights }
  })
}

function melOf(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700)
}

function hzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1)
}
