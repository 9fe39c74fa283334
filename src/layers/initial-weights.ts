import { type Precision, type Samples, zeros } from '../samples.js'

/**
 * Returns `length` numbers, uniform in [−√(6/fanIn), √(6/fanIn)). With `fanIn` inputs to a sum, the outputs after a ReLU then
 * have the variance of the inputs (He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015, eq. 10). The same seed gives the
 * same numbers.
 */
export function initialWeights(length: number, fanIn: number, seed: number, precision: Precision): Samples {
  const weights = zeros(length, precision)
  const bound = Math.sqrt(6 / fanIn)
  for (let i = 0; i < length; i++) weights[i] = bound * (2 * uniform(seed, i) - 1)
  return weights
}

/** The i-th number of a sequence in [0, 1): steps of the golden ratio (Weyl), mixed (the finalizer of MurmurHash3). */
function uniform(seed: number, i: number): number {
  let bits = Math.imul(seed ^ 0x5bd1e995, 0x85ebca6b) + Math.imul(i + 1, 0x9e3779b9)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32
}
