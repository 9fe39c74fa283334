/** The least power of two that is not below a number of at least 1. */
export function nextPowerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least))
}
