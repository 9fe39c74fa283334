import type { TypedSignal } from '../../samples.js'
import type { Measure2d } from './measure-2d.js'
import { type Plane, readPlane } from '../plane/plane.js'

/** (2⁻⁴⁶)²: an energy this much smaller than that of the pixels themselves is rounding error. */
const FLATNESS = 2 ** -92

/** Pixels minus their mean, weighted by a mask. */
export interface Centered {
  /** m·(x − μ). */
  readonly values: Float64Array
  readonly mean: number
  /** Σm²·(x − μ)², or exactly 0 if it is only rounding error. */
  readonly energy: number
  /** Σm²·(x − μ). */
  readonly bias: number
}

/**
 * A template with its mask, and the sums of both that measures need. It is a copy: later changes to the planes do not affect
 * it.
 */
export interface Template2d {
  readonly width: number
  readonly height: number
  /** The weights of the pixels, or undefined if all are 1. */
  readonly mask: Float64Array | undefined
  /** Σm and Σm². */
  readonly weight: number
  readonly squaredWeight: number
  readonly mean: number
  readonly centered: Centered
}

/**
 * @param template As `readPlane` returns it.
 * @throws TypeError, RangeError if the mask is invalid, or the measure is undefined for the template.
 */
export function prepareTemplate2d(
  template: Plane<TypedSignal>,
  mask: Plane | undefined,
  measure: Measure2d,
): Template2d {
  const { data, width, height } = template
  const pixels = Float64Array.from(data)
  requireAll(pixels, 'template', Number.isFinite, 'finite')
  const weights = mask === undefined ? undefined : weightsOf(mask, width, height)
  const ones = weights ?? new Float64Array(pixels.length).fill(1)
  const weight = ones.reduce((sum, m) => sum + m, 0)
  if (!(weight > 0)) throw new RangeError('mask must have a weight above 0 for at least one pixel, got zeros')
  const squaredWeight = ones.reduce((sum, m) => sum + m * m, 0)
  const centered = center(pixels, weights, new Float64Array(pixels.length))
  if (measure === 'zncc' && centered.energy === 0) {
    throw new RangeError(
      "template must have pixels that differ (where the mask is not 0) for the measure 'zncc', got a flat one: " +
        "choose the measure 'ssd'",
    )
  }
  if ((measure === 'ncc' || measure === 'nssd') && pixels.every((x, i) => x * ones[i] === 0)) {
    throw new RangeError(
      `template must not be zero everywhere for the measure '${measure}', got zeros: choose the measure 'ssd'`,
    )
  }
  return { width, height, mask: weights, weight, squaredWeight, mean: centered.mean, centered }
}

/** `values` becomes m·(x − μ). */
export function center(pixels: Float64Array, mask: Float64Array | undefined, values: Float64Array): Centered {
  // Two passes: differences from the first pixel are exact if the offset is large; differences from the mean are smallest.
  let mean = pixels[0]
  let rest = 0
  for (let pass = 0; pass < 2; pass++) {
    let [sum, weight] = [0, 0]
    for (let i = 0; i < pixels.length; i++) {
      const m = mask === undefined ? 1 : mask[i]
      if (m === 0) continue
      sum += m * (pixels[i] - mean)
      weight += m
    }
    rest = sum / weight
    if (pass === 0) mean += rest
  }
  let [energy, bias, scale] = [0, 0, 0]
  for (let i = 0; i < pixels.length; i++) {
    const m = mask === undefined ? 1 : mask[i]
    // Pixels that the mask excludes may have any value.
    const value = m === 0 ? 0 : m * (pixels[i] - mean - rest)
    values[i] = value
    energy += value * value
    bias += m * value
    scale += m === 0 ? 0 : (m * pixels[i]) ** 2
  }
  if (energy <= FLATNESS * scale) return { values: values.fill(0), mean: mean + rest, energy: 0, bias: 0 }
  return { values, mean: mean + rest, energy, bias }
}

function weightsOf(mask: Plane, width: number, height: number): Float64Array {
  const given = readPlane(mask, 'mask')
  if (given.width !== width || given.height !== height) {
    throw new RangeError(
      `mask must be ${width} x ${height}, like template, got ${given.width} x ${given.height}`,
    )
  }
  const weights = Float64Array.from(given.data)
  requireAll(weights, 'mask', (m) => m >= 0 && m < Infinity, 'a finite weight of at least 0')
  return weights
}

function requireAll(
  values: Float64Array,
  name: string,
  isGood: (value: number) => boolean,
  allowed: string,
): void {
  const wrong = values.findIndex((value) => !isGood(value))
  if (wrong >= 0) throw new RangeError(`${name}.data[${wrong}] must be ${allowed}, got ${values[wrong]}`)
}

/**
 * Returns coefficients whose sum is 0, with which any window correlates as a window minus its mean does with m²·(t − μ): m·v −
 * m·Σm·v/Σm for the centered values v.
 */
export function zeroSum({ mask, weight, centered }: Template2d): Float64Array {
  if (mask === undefined) return centered.values
  const share = centered.bias / weight
  return centered.values.map((value, i) => mask[i] * (value - share))
}
