/**
 * The vertex of the parabola through three values at −1, 0 and 1, if it is a maximum. If the middle value is not the greatest, it
 * may lie far away.
 */
export function vertexOffset(left: number, middle: number, right: number): number | undefined {
  const bend = 2 * middle - left - right
  return bend > 0 && bend < Infinity ? (right - left) / (2 * bend) : undefined
}
