import { vertexOffset } from '../../vertex-offset.js'
/** The top of a peak, between samples. */
export interface Vertex {
  readonly position: number
  readonly value: number
}

/** Values that can be asked for at any whole index. */
export type Sequence = (index: number) => number

/**
 * The vertex of the parabola through a local maximum of a sequence and the values `step` before and after it. The maximum
 * itself where the three lie on a line.
 */
export function parabolicVertex(values: Sequence, index: number, step = 1): Vertex {
  return vertexOf(index, step, values(index - step), values(index), values(index + step))
}

/**
 * The top of a local maximum of a sequence, taken for the samples of a function that has nothing above half the sample
 * rate: by sums of sin(πt)/(πt), which a Hann window of 32 samples ends, about the vertices of closer and closer
 * parabolas. Parabolas through the samples themselves are off by up to a tenth of a sample, and too low, where a peak is
 * but a few samples wide.
 */
export function bandLimitedVertex(values: Sequence, index: number): Vertex {
  return bandLimitedTop(values, parabolicVertex(values, index))
}

/** The same near a place between samples. */
export function bandLimitedTop(values: Sequence, start: Vertex): Vertex {
  let top = start
  for (const step of [0.25, 0.06, 0.015]) {
    const { position } = top
    const [left, middle, right] = [position - step, position, position + step].map((at) =>
      valueAt(values, at),
    )
    top = vertexOf(position, step, left, middle, right)
  }
  return top
}

function vertexOf(position: number, step: number, left: number, middle: number, right: number): Vertex {
  const vertex = vertexOffset(left, middle, right)
  if (vertex === undefined) return { position, value: middle }
  const offset = Math.min(Math.max(vertex, -1), 1)
  const curvature = left - 2 * middle + right
  const value = middle + ((right - left) * offset) / 2 + (curvature * offset ** 2) / 2
  return { position: position + offset * step, value }
}

/** The number of samples on either side that an interpolated value is computed from. */
export const REACH = 16

/** The sequence between its samples. Counted from the nearest one, the sine of a small part keeps all its digits. */
export function valueAt(values: Sequence, position: number): number {
  const nearest = Math.round(position)
  const part = position - nearest
  if (part === 0) return values(nearest)
  const sine = Math.sin(Math.PI * part) / Math.PI
  let sum = 0
  for (let j = 1 - REACH; j < REACH; j++) {
    const distance = part - j
    const window = Math.cos((Math.PI / 2 / REACH) * distance) ** 2
    sum += (values(nearest + j) * (j % 2 === 0 ? sine : -sine) * window) / distance
  }
  return sum
}
