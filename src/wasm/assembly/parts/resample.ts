// Resampling to another rate.

export { byPieces, byRows, markGaps } from '../resample'
