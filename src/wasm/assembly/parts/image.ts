// Taps at arbitrary offsets, rows and columns, bytes of images, and windows that slide over them.

export { join, narrow, split, widen } from '../bytes'
export { copyGrid, spread } from '../grid'
export { add } from '../samples'
export { taps, tapsOfPairs } from '../taps'
export { moments, normalize, standardized, windowSquares } from '../windows'
