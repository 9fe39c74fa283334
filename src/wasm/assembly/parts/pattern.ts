// Windows that slide over a signal.

export { diagonals, dissimilarity } from '../diagonals'
export { addWeighted, weigh } from '../frames'
export { center, divide, halfSquaredDistance, inverseNorms, profile, scan, standardize } from '../sliding'
