// Sampling anew at another rate.

export { byPieces, byRows, markGaps } from '../resample'
