import { designFir } from '../../filter/design-fir.js'
import { kaiserParameters } from '../../filter/kaiser.js'
import { blamingOptions } from '../terminal/blame.js'
import { UsageError } from '../terminal/errors.js'
import { type Smoothing, SMOOTHINGS, smoothingKernels } from './smoothing.js'

/** What a filter does: exactly one of the bands, or of the smoothing kernels. */
export interface FilterSpecification extends Smoothing {
  readonly lowpass?: number
  readonly highpass?: number
  readonly bandpass?: readonly [number, number]
  readonly bandstop?: readonly [number, number]
  /** The width from passband to stopband, in Hz. Default: a quarter of the lowest cutoff, but not beyond half the sample rate. */
  readonly transition?: number
  /** The attenuation of the stopband, in dB. */
  readonly attenuation: number
  readonly minimumPhase: boolean
}

/** More taps than this, 5 s at 48 kHz, are probably a typo. */
const MOST_TAPS = 2 ** 18

/**
 * Returns the taps of the filter at a sample rate, or undefined if it depends on the rate and the rate is unknown.
 *
 * @throws UsageError if no such filter exists
 */
export function design(specification: FilterSpecification, sampleRate: number): Float64Array
export function design(
  specification: FilterSpecification,
  sampleRate: number | undefined,
): Float64Array | undefined
export function design(
  specification: FilterSpecification,
  sampleRate: number | undefined,
): Float64Array | undefined {
  const kernels = smoothingKernels(specification, sampleRate)
  const bands = bandsOf(specification)
  if (kernels.length + bands.length !== 1) throw new UsageError(ONE_OF)
  if (kernels.length === 1) return requireLinear(specification, kernels[0])
  return sampleRate === undefined ? undefined : bandFilter(bands[0], specification, sampleRate)
}

/** Smoothing kernels have linear phase only. */
function requireLinear({ minimumPhase }: FilterSpecification, kernel: Float64Array): Float64Array {
  if (minimumPhase) throw new UsageError('--minimum-phase is for bands only: leave it out')
  return kernel
}

const ONE_OF = `pass one of --lowpass, --highpass, --bandpass, --bandstop, ${SMOOTHINGS.slice(0, -1).join(', ')} and ${SMOOTHINGS[2]}`

function bandFilter(band: Band, specification: FilterSpecification, sampleRate: number): Float64Array {
  const { attenuation, minimumPhase } = specification
  const edges = typeof band.cutoffHz === 'number' ? [band.cutoffHz] : band.cutoffHz
  const transition = specification.transition ?? transitionFor(edges, sampleRate)
  const flags = {
    cutoffHz: `--${band.type}`,
    transitionHz: '--transition',
    attenuationDb: '--attenuation',
    sampleRate: '--rate',
  }
  return blamingOptions(() => {
    const parameters = kaiserParameters({ attenuationDb: attenuation, transitionHz: transition, sampleRate })
    if (parameters.length > MOST_TAPS) {
      throw new RangeError(`the filter would have ${parameters.length} taps: use a wider --transition`)
    }
    const phase = minimumPhase ? 'minimum' : 'linear'
    return designFir({ ...band, sampleRate, ...parameters, phase })
  }, flags)
}

type Band =
  | { readonly type: 'lowpass' | 'highpass'; readonly cutoffHz: number }
  | { readonly type: 'bandpass' | 'bandstop'; readonly cutoffHz: readonly [number, number] }

function bandsOf({ lowpass, highpass, bandpass, bandstop }: FilterSpecification): Band[] {
  const bands: Band[] = []
  if (lowpass !== undefined) bands.push({ type: 'lowpass', cutoffHz: lowpass })
  if (highpass !== undefined) bands.push({ type: 'highpass', cutoffHz: highpass })
  if (bandpass !== undefined) bands.push({ type: 'bandpass', cutoffHz: bandpass })
  if (bandstop !== undefined) bands.push({ type: 'bandstop', cutoffHz: bandstop })
  return bands
}

function transitionFor(edges: readonly number[], sampleRate: number): number {
  const highest = Math.max(...edges)
  return Math.min(Math.min(...edges) / 4, sampleRate / 2 - highest > 0 ? sampleRate / 2 - highest : Infinity)
}
