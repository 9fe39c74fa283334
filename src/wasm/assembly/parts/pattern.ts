// Windows that slide over a signal.

export { diagonals, dissimilarity } from '../diagonals'
export { center, halfSquaredDistance, inverseNorms, profile, scan, standardize } from '../sliding'
