import type { Samples } from '../../samples.js'

/** Whether all samples are finite. `every` would call a function for each. */
export function areFinite(samples: Samples): boolean {
  for (let n = 0; n < samples.length; n++) if (!Number.isFinite(samples[n])) return false
  return true
}
