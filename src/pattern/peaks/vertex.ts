import { vertexOffset } from '../../vertex-offset.js'
/** The top of a peak, between samples. */
export interface Vertex {
  readonly position: number
  readonly value: number
}

/** Values that can be read at any whole index. */
export type Sequence = (index: number) => number

/**
 * The vertex of the parabola through a local maximum of a sequence and the values `step` before and after it, or the maximum
 * itself if the three lie on a line.
 */
export function parabolicVertex(values: Sequence, index: number, step = 1): Vertex {
  return vertexOf(index, step, values(index - step), values(index), values(index + step))
}

/**
 * The top of a local maximum of a sequence, whose values are taken as samples of a band-limited function. The function is
 * interpolated by sinc functions under a Hann window of 32 samples, and its top is approached by the vertices of ever narrower
 * parabolas. If a peak is only a few samples wide, parabolas through the samples themselves are too low, and off by up to a tenth
 * of a sample.
 */
export function bandLimitedVertex(values: Sequence, index: number): Vertex {
  return bandLimitedTop(values, parabolicVertex(values, index))
}

/** The same near a position between samples. */
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

/** An interpolated value is computed from this many samples on either side. */
export const REACH = 16

/** Interpolates the sequence. The sine is taken of the distance from the nearest sample, which keeps all its digits. */
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
