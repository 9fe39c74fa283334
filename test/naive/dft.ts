// The definition of the discrete Fourier transform, as plain loops. It imports nothing from the package.

export interface Parts {
  readonly re: ArrayLike<number>
  readonly im: ArrayLike<number>
}

/** X[k] = Σₙ x[n]·exp(−2πikn/M); with `sign` 1 the exponent is positive, and nothing is divided by M. The angle is reduced exactly. */
export function naiveDft({ re, im }: Parts, sign: 1 | -1 = -1): { re: Float64Array; im: Float64Array } {
  const size = re.length
  const spectrum = { re: new Float64Array(size), im: new Float64Array(size) }
  for (let k = 0; k < size; k++) {
    for (let n = 0; n < size; n++) {
      const angle = (sign * 2 * Math.PI * ((k * n) % size)) / size
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
      spectrum.re[k] += re[n] * cosine - im[n] * sine
      spectrum.im[k] += re[n] * sine + im[n] * cosine
    }
  }
  return spectrum
}
