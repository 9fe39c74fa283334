import * as ml from 'ml-convolution'
import type { Row } from '../harness/measure.js'

/** By transform, planned beforehand. */
export function mlFftRow(signal: Float32Array, kernel: Float32Array): Row {
  return row('ml-convolution, fft', ml.FFTConvolution, signal, kernel)
}

/** By definition. */
export function mlDirectRow(signal: Float32Array, kernel: Float32Array): Row {
  return row('ml-convolution, direct', ml.DirectConvolution, signal, kernel)
}

/**
 * ml-convolution correlates (so it gets the kernel reversed), takes only kernels of odd length (others are padded with a zero), and
 * returns the part that has the signal's length and begins in the middle of the kernel.
 */
function row(name: string, Plan: ml.PlanConstructor, signal: Float32Array, kernel: Float32Array): Row {
  const odd = new Float64Array(kernel.length + ((kernel.length + 1) % 2))
  odd.set(kernel)
  const plan = new Plan(signal.length, Array.from(odd.reverse()))
  const input = Float64Array.from(signal)
  return { name, from: (odd.length - 1) / 2, run: () => plan.convolve(input) }
}
