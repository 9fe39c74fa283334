// Taps at arbitrary offsets, rows and columns, bytes of images, and windows that slide over them.

export { narrow, widen } from '../bytes'
export { copyGrid } from '../grid'
export { add } from '../samples'
export { taps, tapsOfPairs } from '../taps'
export { moments, normalize, standardized, windowSquares } from '../windows'
