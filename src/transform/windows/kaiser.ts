/** The β at which I₀ is near the greatest finite number. */
export const GREATEST_BETA = 700

/** The Kaiser window as a function of x in [−1, 1]: I₀(β·√(1 − x²))/I₀(β). It is continued smoothly a little beyond. */
export function kaiser(beta: number): (x: number) => number {
  const series = besselSeries(beta)
  const whole = series.reduceRight((sum, term) => sum + term, 0)
  return (x) => {
    const square = 1 - x * x
    let sum = 0
    for (let k = series.length - 1; k >= 0; k--) sum = sum * square + series[k]
    return sum / whole
  }
}

/** The terms ((β/2)^k/k!)²: I₀(β·√(1 − x²)) = Σ terms[k]·(1 − x²)^k. All are positive: nothing cancels. */
function besselSeries(beta: number): Float64Array {
  const terms = [1]
  for (let k = 1, sum = 1; terms[k - 1] > sum * 2 ** -54; k++) {
    terms.push((terms[k - 1] * (beta / 2) ** 2) / (k * k))
    sum += terms[k]
  }
  return Float64Array.from(terms)
}
