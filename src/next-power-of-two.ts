/** The least power of two that is at least a number ≥ 1. */
export function nextPowerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least))
}
