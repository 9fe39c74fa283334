// Windows that slide over a signal.

export { diagonals, dissimilarity } from '../diagonals'
export { addWeighted, weigh } from '../frames'
export { accumulateLags } from '../lags'
export { center, divide, halfSquaredDistance, inverseNorms, profile, scan, standardize } from '../sliding'
