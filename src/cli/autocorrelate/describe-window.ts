import { autocorrelate, type AutocorrelateOptions } from '../../pattern/period/autocorrelate.js'
import { detectPeriod, type PeriodEstimate } from '../../pattern/period/detect-period.js'
import type { Samples } from '../../samples.js'

/** The autocorrelation of a window, and its period. */
export interface WindowReport {
  /** The period in samples; null if none stands out. */
  readonly period: number | null
  /** The fraction of the variation that repeats after a period, 0..1; null without a period. */
  readonly confidence: number | null
  /** The autocorrelation at the lags 0, 1, 2 ... */
  readonly values: Samples
}

/**
 * Describes a window of samples.
 *
 * @param options As for `autocorrelate`, except that lags go up to half of the samples by default.
 * @throws RangeError as `autocorrelate`
 */
export function describeWindow(samples: Samples, options: AutocorrelateOptions): WindowReport {
  const { maxLag = Math.floor(samples.length / 2) } = options
  const values = autocorrelate(samples, { ...options, maxLag })
  return { ...describePeriod(samples, options.maxLag), values }
}

/** The period of some samples, at most `maxLag` if given. */
export function describePeriod(
  samples: Samples,
  maxLag = Infinity,
): Pick<WindowReport, 'period' | 'confidence'> {
  const { period = null, confidence = null } = periodOf(samples, maxLag) ?? {}
  return { period, confidence }
}

/** The shortest possible period, in samples. */
const SHORTEST = 2

/** Fewer than four samples do not have a period, and neither do samples with a gap. */
function periodOf(samples: Samples, maxLag: number) {
  if (samples.length < 4 || maxLag < SHORTEST || !samples.every((value) => Number.isFinite(value)))
    return undefined
  const longest = Math.max(samples.length / 3, SHORTEST)
  // A period of maxLag may be estimated slightly longer.
  const bound = maxLag + 0.5
  if (bound >= longest) return atMost(maxLag, detectPeriod(samples))
  const found = detectPeriod(samples, { maxPeriod: bound })
  // A peak at the bound is the slope of a slower rhythm, and one without confidence is noise.
  return found?.period === bound || found?.confidence === 0 ? undefined : atMost(maxLag, found)
}

function atMost(maxLag: number, found: PeriodEstimate | undefined): PeriodEstimate | undefined {
  return found && { ...found, period: Math.min(found.period, maxLag) }
}
