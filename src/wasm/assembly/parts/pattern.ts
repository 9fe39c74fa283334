// Windows that slide over a signal.

export { diagonals, dissimilarity } from '../diagonals'
export { addWeighted, weigh } from '../frames'
export { center, halfSquaredDistance, inverseNorms, profile, scan, standardize } from '../sliding'
