/**
 * Chooses peaks so that no two are closer than a distance. From the highest peak down, each one that is still there removes those
 * near it. Of equal peaks, the last one comes first.
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
