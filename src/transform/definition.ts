import type { Samples, SignalLike } from '../samples.js'
import type { RealTransform } from './real-transform.js'
import { cosineOfTurn, sineOfTurn } from '../wasm/cosine-of-turn.js'

/** The transform by its definition: M² multiplications, for small sizes, where nothing is faster. */
export function definitionFft(size: number): RealTransform {
  const cosines = Float64Array.from({ length: size }, (_, n) => cosineOfTurn(n / size))
  const sines = Float64Array.from({ length: size }, (_, n) => sineOfTurn(n / size))
  return {
    forward: (signal, out) => definitionForward(signal, out, cosines, sines),
    inverse: (spectrum, out) => definitionInverse(spectrum, out, cosines, sines),
  }
}

function definitionForward(
  signal: SignalLike,
  out: Samples,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const size = cosines.length
  const samples = Float64Array.from(signal)
  for (let k = 0; k <= size / 2; k++) {
    let re = 0
    let im = 0
    for (let n = 0; n < size; n++) {
      re += samples[n] * cosines[(k * n) % size]
      im -= samples[n] * sines[(k * n) % size]
    }
    out[2 * k] = re
    out[2 * k + 1] = 2 * k === size ? 0 : im
  }
}

function definitionInverse(
  spectrum: SignalLike,
  out: Samples,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const size = cosines.length
  const bins = Float64Array.from(spectrum)
  if (size % 2 === 0) bins[size + 1] = 0
  for (let n = 0; n < size; n++) {
    let sum = bins[0]
    for (let k = 1; k <= size / 2; k++) {
      // A bin stands for its conjugate as well; the middle one is its own conjugate.
      const weight = 2 * k === size ? 1 : 2
      const turn = (k * n) % size
      sum += weight * (bins[2 * k] * cosines[turn] - bins[2 * k + 1] * sines[turn])
    }
    out[n] = sum / size
  }
}
