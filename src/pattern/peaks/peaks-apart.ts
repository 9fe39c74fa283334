/**
 * Which of the peaks stay if no two may be closer than a distance: from the highest down, each that has not been dropped
 * itself drops those about it. Of equal ones, the last comes first.
 */
export function peaksApart(indices: Int32Array, heights: Float64Array, distance: number): boolean[] {
  const isKept = Array.from(indices, () => true)
  const fromLowest = Array.from(indices.keys()).sort((i, j) => heights[i] - heights[j] || i - j)
  for (const i of fromLowest.reverse()) {
    if (!isKept[i]) continue
    for (let j = i - 1; j >= 0 && indices[i] - indices[j] < distance; j--) isKept[j] = false
    for (let j = i + 1; j < indices.length && indices[j] - indices[i] < distance; j++) isKept[j] = false
  }
  return isKept
}
