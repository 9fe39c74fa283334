/** cos 2πt for 0 ≤ t < 1. Reduced to the first eighth of a turn, where angles have full precision. */
export function cosineOfTurn(t: number): number {
  if (t > 1 / 2) return cosineOfTurn(1 - t)
  if (t > 1 / 4) return -cosineOfTurn(1 / 2 - t)
  return t > 1 / 8 ? Math.sin(2 * Math.PI * (1 / 4 - t)) : Math.cos(2 * Math.PI * t)
}

/** sin 2πt for 0 ≤ t < 1. */
export function sineOfTurn(t: number): number {
  if (t > 1 / 2) return -sineOfTurn(1 - t)
  if (t > 1 / 4) return sineOfTurn(1 / 2 - t)
  return t > 1 / 8 ? Math.cos(2 * Math.PI * (1 / 4 - t)) : Math.sin(2 * Math.PI * t)
}
