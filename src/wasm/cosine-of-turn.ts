import type { Samples } from '../samples.js'

/**
 * cos 2πt for 0 ≤ t < 1. Reduced to the first eighth of a turn, where angles have full precision. The bits are the same on every
 * host, which those of `Math.cos` are not: JavaScript engines use different approximations.
 */
export function cosineOfTurn(t: number): number {
  if (t > 1 / 2) return cosineOfTurn(1 - t)
  if (t > 1 / 4) return -cosineOfTurn(1 / 2 - t)
  return t > 1 / 8 ? sine(2 * Math.PI * (1 / 4 - t)) : cosine(2 * Math.PI * t)
}

/** sin 2πt for 0 ≤ t < 1, with the same bits on every host. */
export function sineOfTurn(t: number): number {
  if (t > 1 / 2) return -sineOfTurn(1 - t)
  if (t > 1 / 4) return sineOfTurn(1 / 2 - t)
  return t > 1 / 8 ? cosine(2 * Math.PI * (1 / 4 - t)) : sine(2 * Math.PI * t)
}

/** Stores the real and the imaginary part of exp(−2πit) for 0 ≤ t < 1: cos 2πt and −sin 2πt, in half the time. */
export function putTurn(target: Samples, re: number, im: number, t: number): void {
  const isLate = t > 1 / 2
  const half = isLate ? 1 - t : t
  const quarter = half > 1 / 4 ? 1 / 2 - half : half
  const isSteep = quarter > 1 / 8
  const x = 2 * Math.PI * (isSteep ? 1 / 4 - quarter : quarter)
  const cos = isSteep ? sine(x) : cosine(x)
  const sin = isSteep ? cosine(x) : sine(x)
  target[re] = half > 1 / 4 ? -cos : cos
  target[im] = isLate ? sin : -sin
}

/** sin x for 0 ≤ x ≤ π/4: the minimax polynomial of fdlibm (Sun Microsystems, 1993, k_sin.c), within one unit of the last place. */
function sine(x: number): number {
  const z = x * x
  const r =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)))
  return x + z * x * (-1.66666666666666324348e-1 + z * r)
}

/** cos x for 0 ≤ x ≤ π/4: the polynomial of k_cos.c, added to 1 − x²/2 with the rounding error of that difference. */
function cosine(x: number): number {
  const z = x * x
  const r =
    4.16666666666666019037e-2 +
    z *
      (-1.38888888888741095749e-3 +
        z *
          (2.48015872894767294178e-5 +
            z *
              (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 - z * 1.13596475577881948265e-11))))
  const half = z / 2
  const w = 1 - half
  return w + (1 - w - half + z * z * r)
}
