// Sampling anew at another rate.

export { byPieces, byRows, spoil } from '../resample'
