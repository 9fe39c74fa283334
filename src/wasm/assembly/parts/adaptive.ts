// Filters that learn.

export {
  addScaled,
  dot,
  errorOf,
  gradient,
  normalizeError,
  raise,
  respond,
  rescale,
  shrink,
  trackNoise,
} from '../adaptive'
export { nlms } from '../nlms'
