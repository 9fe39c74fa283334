// Filters that learn.

export {
  addScaled,
  energy,
  errorOf,
  gradient,
  normalizeError,
  respond,
  rescale,
  shrink,
  trackNoise,
} from '../adaptive'
export { nlms } from '../nlms'
