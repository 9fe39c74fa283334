import { autocorrelate, type AutocorrelateOptions } from '../../pattern/period/autocorrelate.js'
import { detectPeriod, type PeriodEstimate } from '../../pattern/period/detect-period.js'
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
  return { ...describePeriod(samples, options.maxLag), values }
}

/** What repeats in some samples, after at most `maxLag` of them where it is given. */
export function describePeriod(
  samples: Samples,
  maxLag = Infinity,
): Pick<WindowReport, 'period' | 'confidence'> {
  const { period = null, confidence = null } = periodOf(samples, maxLag) ?? {}
  return { period, confidence }
}

/** No period is shorter, in samples. */
const SHORTEST = 2

/** Fewer than four samples have no period, nor have any with a gap. */
function periodOf(samples: Samples, maxLag: number) {
  if (samples.length < 4 || maxLag < SHORTEST || !samples.every((value) => Number.isFinite(value)))
    return undefined
  const longest = Math.max(samples.length / 3, SHORTEST)
  // A period of maxLag may be estimated slightly longer.
  const bound = maxLag + 0.5
  if (bound >= longest) return atMost(maxLag, detectPeriod(samples))
  const found = detectPeriod(samples, { maxPeriod: bound })
  // At the bound there is the slope of something slower; without confidence, nothing.
  return found?.period === bound || found?.confidence === 0 ? undefined : atMost(maxLag, found)
}

function atMost(maxLag: number, found: PeriodEstimate | undefined): PeriodEstimate | undefined {
  return found && { ...found, period: Math.min(found.period, maxLag) }
}
