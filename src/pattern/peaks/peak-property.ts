/** One number for each peak, in float64. (`Float64Array.from` with a function takes five times as long.) */
export function peakProperty(peaks: Int32Array, valueOf: (peak: number, i: number) => number): Float64Array {
  const values = new Float64Array(peaks.length)
  for (let i = 0; i < peaks.length; i++) values[i] = valueOf(peaks[i], i)
  return values
}
