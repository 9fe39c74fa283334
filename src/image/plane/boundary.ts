/** What lies beyond the edges of an image. */
export type Boundary = 'fill' | 'wrap' | 'symmetric' | 'reflect' | 'replicate'

export const BOUNDARIES: readonly Boundary[] = ['fill', 'wrap', 'symmetric', 'reflect', 'replicate']

/** The position within a row or column of `length` pixels that stands for position i, or −1 if there is none. */
export function insideIndex(boundary: Boundary, i: number, length: number): number {
  if (i >= 0 && i < length) return i
  switch (boundary) {
    case 'fill':
      return -1
    case 'wrap':
      return modulo(i, length)
    case 'replicate':
      return i < 0 ? 0 : length - 1
    case 'symmetric': {
      const within = modulo(i, 2 * length)
      return Math.min(within, 2 * length - 1 - within)
    }
    case 'reflect': {
      if (length === 1) return 0
      const within = modulo(i, 2 * length - 2)
      return Math.min(within, 2 * length - 2 - within)
    }
  }
}

function modulo(i: number, length: number): number {
  return ((i % length) + length) % length
}
