import { Convolver } from 'tapline'

/** The kernel that tests convolve with. */
export function kernelOf(seed: number): Float32Array {
  return Float32Array.from({ length: 70 }, (_, n) => Math.sin(1 + n * (seed + 1)))
}

/** The samples of a series, by its number. */
export function signalOf(series: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.cos(n * 0.1 * (series + 1)) + Math.sin(n * n))
}

/** The results of one uninterrupted run. */
export function outputOf(series: number, length: number, seed = 0): Float32Array {
  using convolver = new Convolver(kernelOf(seed))
  const head = convolver.process(signalOf(series, length))
  const tail = convolver.flush()
  const output = new Float32Array(head.length + tail.length)
  output.set(head)
  output.set(tail, head.length)
  return output
}
