import { mulberry32 } from './mulberry32.js'

/** White Gaussian noise of variance 1: `length` samples, the same for the same seed. (Box-Muller.) */
export function gaussianNoise(length: number, seed: number): Float32Array {
  const random = mulberry32(seed)
  return Float32Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    return radius * Math.cos(2 * Math.PI * random())
  })
}
