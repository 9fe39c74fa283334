import { describe } from '../../describe.js'
import {
  type OptionNames,
  readOptions,
  readSignal,
  requireBoolean,
  requireCount,
  requireFinite,
  requireInRange,
  requireObject,
  requireOneOf,
  requirePositive,
} from '../../require.js'
import { nearestName } from '../../nearest-name.js'
import type { SignalLike } from '../../samples.js'
import { chebyshev, GREATEST_CHEBYSHEV } from './chebyshev.js'
import { COSINE_SUMS, cosineSum } from './cosine-sum.js'
import { GREATEST_BETA, kaiser } from './kaiser.js'
import { kaiserBesselDerived } from './kaiser-bessel-derived.js'
import { exponential, generalGaussian, type HalfWindow, SIMPLE_WINDOWS, tukey } from './simple-windows.js'
import { slepian } from './slepian.js'
import { taylor } from './taylor.js'
import type { WindowParameters, WindowShape } from './window-shape.js'

type Name = WindowParameters['name']

/** The parameters of all windows. Required ones are checked where they are used. */
interface Parameters {
  readonly name?: Name
  readonly beta: number
  readonly std: number
  readonly p: number
  readonly sig: number
  readonly coefficients: SignalLike
  readonly alpha: number
  readonly nw: number
  readonly attenuationDb: number
  readonly tau: number
  readonly center?: number
  readonly nbar: number
  readonly sidelobeDb: number
  readonly normalize: boolean
}

/** How to make a window of a given length once its parameters have been read. */
interface Recipe {
  readonly parameters: readonly (keyof Parameters)[]
  readonly defaults?: Partial<Parameters>
  /** An example of parameters, if they have no defaults. */
  readonly example?: string
  readonly make: (read: Parameters, length: number, isSymmetric: boolean) => HalfWindow
}

/**
 * Returns half of a symmetric window. `length` is the requested length; for a periodic window, the symmetric one has one more
 * sample.
 */
export function halfWindowOf(window: WindowShape, length: number, isSymmetric: boolean): HalfWindow {
  const { recipe, read } = typeof window === 'string' ? byName(window) : byParameters(window)
  return recipe.make({ ...recipe.defaults, ...read } as Parameters, length, isSymmetric)
}

function byName(window: Name): { recipe: Recipe; read: Partial<Parameters> } {
  if (!Object.hasOwn(RECIPES, window)) {
    throw unknownName(window)
  }
  const recipe = RECIPES[window]
  if (recipe.example === undefined) return { recipe, read: {} }
  throw new RangeError(`window must have its parameters, got "${window}": pass ${recipe.example}`)
}

/** NumPy's 'hanning' means 'hann', although 'hamming' is as near. */
function unknownName(window: string): RangeError {
  const names = Object.keys(RECIPES)
  const meant = names.find((name) => window.startsWith(name)) ?? nearestName(window, names)
  if (meant !== undefined) {
    const { example = `'${meant}'` } = RECIPES[meant as Name]
    return new RangeError(`window must be a known name, got ${describe(window)}: did you mean ${example}?`)
  }
  const all = Object.entries(RECIPES).map(([name, { example }]) => example ?? `'${name}'`)
  return new RangeError(`window must be one of ${all.join(', ')}, got ${describe(window)}`)
}

function byParameters(window: WindowParameters): { recipe: Recipe; read: Partial<Parameters> } {
  requireObject(window, 'window', "{ name: 'kaiser', beta: 8 }, or the name of a window, such as 'hann'")
  const { name } = window
  requireOneOf(name, Object.keys(RECIPES) as Name[], 'window.name')
  const recipe = RECIPES[name]
  const names = Object.fromEntries(['name', ...recipe.parameters].map((key) => [key, true]))
  return {
    recipe,
    read: readOptions<Partial<Parameters>>(window, names as OptionNames<Parameters>, 'window'),
  }
}

const plain = (half: HalfWindow): Recipe => ({ parameters: [], make: () => half })

/** Half of a window that is computed as a whole. */
function byArray(make: (length: number) => Float64Array): HalfWindow {
  let made: Float64Array = new Float64Array(0)
  return (n, length) => {
    if (made.length !== length) made = make(length)
    return made[n]
  }
}

const ofCosines = (coefficients: ArrayLike<number>): Recipe => plain(cosineSum(coefficients))

/** Larger values would take seconds and change nothing. */
const GREATEST_NBAR = 1000
/** The greatest finite number is near 6165 dB; windows become useless long before. */
const GREATEST_DB = 1000

const RECIPES = /* @__PURE__ */ ((): Readonly<Record<Name, Recipe>> => ({
  rectangular: plain(SIMPLE_WINDOWS.boxcar),
  boxcar: plain(SIMPLE_WINDOWS.boxcar),
  triang: plain(SIMPLE_WINDOWS.triang),
  bartlett: plain(SIMPLE_WINDOWS.bartlett),
  barthann: plain(SIMPLE_WINDOWS.barthann),
  bohman: plain(SIMPLE_WINDOWS.bohman),
  cosine: plain(SIMPLE_WINDOWS.cosine),
  lanczos: plain(SIMPLE_WINDOWS.lanczos),
  parzen: plain(SIMPLE_WINDOWS.parzen),
  hann: ofCosines(COSINE_SUMS.hann),
  hamming: ofCosines(COSINE_SUMS.hamming),
  blackman: ofCosines(COSINE_SUMS.blackman),
  blackmanharris: ofCosines(COSINE_SUMS.blackmanharris),
  nuttall: ofCosines(COSINE_SUMS.nuttall),
  flattop: ofCosines(COSINE_SUMS.flattop),
  generalCosine: {
    parameters: ['coefficients'],
    example: "{ name: 'generalCosine', coefficients: [0.42, 0.5, 0.08] }",
    make: ({ coefficients }) => {
      const weights = Float64Array.from(readSignal(coefficients, 'window.coefficients'))
      if (weights.length === 0) {
        throw new RangeError('window.coefficients must have at least one number, got none')
      }
      requireFinite(weights, 'window.coefficients')
      return cosineSum(weights)
    },
  },
  generalHamming: {
    parameters: ['alpha'],
    example: "{ name: 'generalHamming', alpha: 0.6 }",
    make: ({ alpha }) => {
      requireInRange(alpha, 0, 1, 'window.alpha')
      return cosineSum([alpha, 1 - alpha])
    },
  },
  kaiser: {
    parameters: ['beta'],
    example: "{ name: 'kaiser', beta: 8 }",
    make: ({ beta }) => {
      requireInRange(beta, 0, GREATEST_BETA, 'window.beta')
      const valueAt = kaiser(beta)
      return (n, length) => valueAt((2 * n) / (length - 1) - 1)
    },
  },
  kaiserBesselDerived: {
    parameters: ['beta'],
    example: "{ name: 'kaiserBesselDerived', beta: 4 }",
    make: ({ beta }, length, isSymmetric) => {
      requireInRange(beta, 0, GREATEST_BETA, 'window.beta')
      if (!isSymmetric) {
        throw new RangeError(
          "window 'kaiserBesselDerived' must be symmetric, got a periodic one: pass { symmetric: true }",
        )
      }
      if (length % 2 === 1 && length > 1) {
        throw new RangeError(`length must be even for window 'kaiserBesselDerived', got ${length}`)
      }
      return byArray((samples) => kaiserBesselDerived(beta, samples))
    },
  },
  gaussian: {
    parameters: ['std'],
    example: "{ name: 'gaussian', std: 7 }",
    make: ({ std }) => {
      requirePositive(std, 'window.std')
      return generalGaussian(1, std)
    },
  },
  generalGaussian: {
    parameters: ['p', 'sig'],
    example: "{ name: 'generalGaussian', p: 1.5, sig: 7 }",
    make: ({ p, sig }) => {
      requirePositive(p, 'window.p')
      requirePositive(sig, 'window.sig')
      return generalGaussian(p, sig)
    },
  },
  exponential: {
    parameters: ['tau', 'center'],
    defaults: { tau: 1 },
    make: ({ tau, center }, _length, isSymmetric) => {
      requirePositive(tau, 'window.tau')
      if (center === undefined) return exponential(tau)
      requireInRange(center, -Infinity, Infinity, 'window.center')
      if (!isSymmetric) return Object.assign(exponential(tau, center), { isWhole: true as const })
      throw new RangeError(
        `window.center must be left out of a symmetric window, got ${center}: its center is its middle`,
      )
    },
  },
  tukey: {
    parameters: ['alpha'],
    defaults: { alpha: 0.5 },
    make: ({ alpha }) => {
      requireInRange(alpha, 0, 1, 'window.alpha')
      return alpha === 1 ? cosineSum(COSINE_SUMS.hann) : tukey(alpha)
    },
  },
  taylor: {
    parameters: ['nbar', 'sidelobeDb', 'normalize'],
    defaults: { nbar: 4, sidelobeDb: 30, normalize: true },
    make: ({ nbar, sidelobeDb, normalize }) => {
      requireCount(nbar, 1, 'window.nbar', GREATEST_NBAR)
      requirePositive(sidelobeDb, 'window.sidelobeDb')
      requireInRange(sidelobeDb, 0, GREATEST_DB, 'window.sidelobeDb')
      requireBoolean(normalize, 'window.normalize')
      return taylor(nbar, sidelobeDb, normalize)
    },
  },
  chebwin: {
    parameters: ['attenuationDb'],
    example: "{ name: 'chebwin', attenuationDb: 100 }",
    make: ({ attenuationDb }, length) => {
      requirePositive(attenuationDb, 'window.attenuationDb')
      requireInRange(attenuationDb, 0, GREATEST_DB, 'window.attenuationDb')
      if (length >= GREATEST_CHEBYSHEV) {
        throw new RangeError(`length must be below ${GREATEST_CHEBYSHEV} for window 'chebwin', got ${length}`)
      }
      return byArray((samples) => chebyshev(attenuationDb, samples))
    },
  },
  dpss: {
    parameters: ['nw'],
    example: "{ name: 'dpss', nw: 3 }",
    make: ({ nw }, length) => {
      requirePositive(nw, 'window.nw')
      if (length > 1 && nw >= length / 2) {
        throw new RangeError(`window.nw must be less than half the length, ${length / 2}, got ${nw}`)
      }
      return byArray((samples) => slepian(nw, samples))
    },
  },
}))()
