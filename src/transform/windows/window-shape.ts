import type { SignalLike } from '../../samples.js'
import type { COSINE_SUMS } from './cosine-sum.js'
import type { SIMPLE_WINDOWS } from './simple-windows.js'

/** The windows that a name alone describes. */
export type WindowName =
  | 'rectangular'
  | keyof typeof COSINE_SUMS
  | keyof typeof SIMPLE_WINDOWS
  | 'exponential'
  | 'tukey'
  | 'taylor'

/** A window with its parameters. */
export type WindowParameters =
  /** Any of the names above, with default parameters. */
  | { readonly name: WindowName }
  /** The shape β, from 0 (rectangular) to 700. */
  | { readonly name: 'kaiser' | 'kaiserBesselDerived'; readonly beta: number }
  /** The standard deviation in samples. */
  | { readonly name: 'gaussian'; readonly std: number }
  /** The power p (1: a Gaussian, 1/2: the shape of Laplace's distribution) and the width σ in samples. */
  | { readonly name: 'generalGaussian'; readonly p: number; readonly sig: number }
  /** a₀, a₁, …, all finite. */
  | { readonly name: 'generalCosine'; readonly coefficients: SignalLike }
  /** The mean α of the cosine, from 0 to 1; its amplitude is 1 − α. */
  | { readonly name: 'generalHamming'; readonly alpha: number }
  /** NW, half the bandwidth in cycles per window length; less than half the length. */
  | { readonly name: 'dpss'; readonly nw: number }
  /** How far the side lobes lie below the main lobe, up to 1000 dB. */
  | { readonly name: 'chebwin'; readonly attenuationDb: number }
  /** The decay τ in samples, default 1. The index of the peak, default the middle; for periodic windows only. */
  | { readonly name: 'exponential'; readonly tau?: number; readonly center?: number }
  /** The fraction of the window that its two edges take together, from 0 to 1. Default 0.5. */
  | { readonly name: 'tukey'; readonly alpha?: number }
  /** The number of level side lobes (4), how far they lie below the main one (30), and whether the middle is 1 (true). */
  | {
      readonly name: 'taylor'
      readonly nbar?: number
      readonly sidelobeDb?: number
      readonly normalize?: boolean
    }

/** The description of a window: its name, or an object with its name and its parameters. */
export type WindowShape = WindowName | WindowParameters
