import type { Measure2d } from './measure-2d.js'
import type { Template2d } from './template-2d.js'

/**
 * The sums that all measures of a window are computed from. They run over the pixels x of the window, weighted by the mask m.
 */
export interface WindowSums {
  /** μ = Σm·x/Σm. */
  mean: number
  /** Σm²·(x − μ)², or exactly 0 if the window is flat. */
  energy: number
  /** Σm²·(x − μ): 0 without a mask, or with a mask of zeros and ones. */
  bias: number
  /** Σm²·(t − its mean)·(x − μ). */
  product: number
  /** Σm²·((t − its mean) − (x − μ))². */
  distance: number
}

/**
 * Computes a measure from its sums. All sums are centered on the means, so that an offset of the image costs no more digits than
 * the result must lose.
 */
export function measureOf(measure: Measure2d, template: Template2d, sums: WindowSums): number {
  switch (measure) {
    case 'zncc':
      return sums.energy > 0
        ? limited(sums.product / Math.sqrt(template.centered.energy * sums.energy), -1)
        : 0
    case 'covariance':
      return sums.product
    case 'correlation':
      return correlationOf(template, sums)
    case 'ncc': {
      const scale = scaleOf(template, sums)
      return scale > 0 ? limited(correlationOf(template, sums) / scale, -1) : 0
    }
    case 'ssd':
      return distanceOf(template, sums)
    case 'nssd': {
      const scale = scaleOf(template, sums)
      return scale > 0 ? limited(distanceOf(template, sums) / scale, 0) : 1
    }
  }
}

/** Σm²·t·x. */
function correlationOf({ mean, centered, squaredWeight }: Template2d, sums: WindowSums): number {
  return sums.product + sums.mean * centered.bias + mean * (sums.bias + sums.mean * squaredWeight)
}

/** Σm²·(t − x)². */
function distanceOf({ mean, centered, squaredWeight }: Template2d, sums: WindowSums): number {
  const difference = mean - sums.mean
  const rest = difference * (2 * (centered.bias - sums.bias) + difference * squaredWeight)
  return Math.max(sums.distance + rest, 0)
}

/** √(Σm²·t²·Σm²·x²). */
function scaleOf({ mean, centered, squaredWeight }: Template2d, sums: WindowSums): number {
  const ofTemplate = centered.energy + mean * (2 * centered.bias + mean * squaredWeight)
  const ofWindow = sums.energy + sums.mean * (2 * sums.bias + sums.mean * squaredWeight)
  return Math.sqrt(Math.max(ofTemplate, 0) * Math.max(ofWindow, 0))
}

/** Rounding may exceed the range by a few ε. */
function limited(value: number, least: number): number {
  return Math.min(Math.max(value, least), 1)
}
