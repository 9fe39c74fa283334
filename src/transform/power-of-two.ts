import type { Precision } from '../samples.js'
import { Block } from '../wasm/heap.js'
import { forwardNatural, inverseNatural, naturalPlan } from '../wasm/natural.js'
import { areFinite } from '../wasm/samples.js'
import type { RealTransform } from './real-transform.js'

/**
 * The transform of a power of two of at least 32, by the engine's transform in natural order. In the engine, a value that is not
 * finite does not reach every part of the result, because some numbers are only added. Here, the whole result becomes NaN.
 */
export function powerOfTwoFft(size: number, precision: Precision): RealTransform {
  const plan = naturalPlan(size, precision)
  const samples = new Block(size, precision)
  const bins = new Block(size + 2, precision)
  const work = new Block(size, precision)
  return {
    forward: (signal, out) => {
      samples.samples.set(signal)
      forwardNatural(bins, samples, work, plan)
      // Bin 0 is the sum of all samples.
      if (!Number.isFinite(bins.samples[0])) {
        samples.samples.set(signal)
        if (!areFinite(samples, 0, size)) bins.samples.fill(NaN)
        clearEnds(bins)
      }
      out.set(bins.samples)
    },
    inverse: (spectrum, out) => {
      bins.samples.set(spectrum)
      inverseNatural(samples, bins, work, plan)
      // The engine adds each number of the spectrum to one of these at least.
      if (!Number.isFinite(samples.samples[0] + samples.samples[1])) {
        bins.samples.set(spectrum)
        clearEnds(bins)
        if (!areFinite(bins, 0, size + 2)) samples.samples.fill(NaN)
      }
      out.set(samples.samples)
    },
  }
}

/** Clears the imaginary parts of the first and the last bin, which count as 0. */
function clearEnds(bins: Block): void {
  bins.samples[1] = 0
  bins.samples[bins.length - 1] = 0
}
