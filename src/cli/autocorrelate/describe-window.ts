import { autocorrelate, type AutocorrelateOptions } from '../../pattern/period/autocorrelate.js'
import { detectPeriod } from '../../pattern/period/detect-period.js'
import type { Samples } from '../../samples.js'

/** The autocorrelation of some samples, and what repeats in them. */
export interface WindowReport {
  /** In samples; null where nothing stands out. */
  readonly period: number | null
  /** How much of what varies within a period is the same a period later, 0..1; null where there is no period. */
  readonly confidence: number | null
  /** The autocorrelation at the lags 0, 1, 2 ... */
  readonly values: Samples
}

/**
 * Describes some samples.
 *
 * @param options As for `autocorrelate`; but by default lags up to half of the samples.
 * @throws RangeError as `autocorrelate`
 */
export function describeWindow(samples: Samples, options: AutocorrelateOptions): WindowReport {
  const { maxLag = Math.floor(samples.length / 2) } = options
  const values = autocorrelate(samples, { ...options, maxLag })
  return { ...describePeriod(samples), values }
}

/** What repeats in some samples. */
export function describePeriod(samples: Samples): Pick<WindowReport, 'period' | 'confidence'> {
  const { period = null, confidence = null } = periodOf(samples) ?? {}
  return { period, confidence }
}

/** Less than four samples have no period, nor have any with a gap. */
function periodOf(samples: Samples) {
  if (samples.length < 4 || !samples.every((value) => Number.isFinite(value))) return undefined
  return detectPeriod(samples)
}
