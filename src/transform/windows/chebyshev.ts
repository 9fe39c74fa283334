import { RealFft } from '../real-fft.js'

/** The transform has twice as many points. */
export const GREATEST_CHEBYSHEV = 2 ** 19

/**
 * The symmetric Dolph-Chebyshev window of M samples, whose side lobes are all `attenuationDb` below the main one: the transform of
 * T(β·cos(πk/M)), where T is the Chebyshev polynomial of degree M − 1. Its greatest sample is 1.
 *
 * References: P. Lynch, The Dolph-Chebyshev window, Monthly Weather Review 125 (1997).
 */
export function chebyshev(attenuationDb: number, length: number): Float64Array {
  const degree = length - 1
  const beta = Math.cosh(Math.acosh(10 ** (attenuationDb / 20)) / degree)
  const fft = new RealFft(2 * length)
  const polynomial = new Float64Array(2 * length)
  for (let k = 0; k < length; k++)
    polynomial[k] = chebyshevPolynomial(degree, beta * Math.cos((Math.PI * k) / length))
  const spectrum = fft.forward(polynomial)
  // The samples are centered on the middle of the window: an odd number lies at whole steps of two bins, an even number at half a
  // step more.
  const window = Float64Array.from({ length }, (_, n) => spectrum[2 * Math.abs(2 * n - degree)])
  const greatest = window.reduce((a, b) => Math.max(a, b))
  return window.map((value) => value / greatest)
}

function chebyshevPolynomial(degree: number, x: number): number {
  if (x > 1) return Math.cosh(degree * Math.acosh(x))
  if (x < -1) return (degree % 2 === 0 ? 1 : -1) * Math.cosh(degree * Math.acosh(-x))
  return Math.cos(degree * Math.acos(x))
}
