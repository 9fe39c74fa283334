import { readOptions, requireCount } from '../../require.js'
import { type Axis, reachOf, withCount } from './axis.js'

/** The number of pixels added on each side of an image. Default 0 for each side. */
export interface Sides {
  readonly left?: number
  readonly right?: number
  readonly top?: number
  readonly bottom?: number
}

/** The padding along one direction: before the first sample and after the last. */
export interface Ends {
  readonly before: number
  readonly after: number
}

/** The padding in both directions. */
export type Padding = Readonly<Record<'x' | 'y', Ends>>

/** Returns the sides, each read once. Throws unless each is a whole number of at least 0. */
export function readSides(sides: Sides, name: string): Padding {
  const known = { left: true, right: true, top: true, bottom: true } as const
  const { left = 0, right = 0, top = 0, bottom = 0 } = readOptions(sides, known, name)
  for (const [side, count] of Object.entries({ left, right, top, bottom }))
    requireCount(count, 0, `${name}.${side}`)
  return { x: { before: left, after: right }, y: { before: top, after: bottom } }
}

/**
 * Returns the padding with which a stride s gives ⌈n/s⌉ outputs. It is split evenly; an odd one puts its extra sample after the
 * last. This is TensorFlow's 'SAME' and ONNX's SAME_UPPER.
 */
export function sameUpper(length: number, axis: Omit<Axis, 'count' | 'start'>): Ends {
  const count = Math.ceil(length / axis.stride)
  const total = Math.max((count - 1) * axis.stride + reachOf({ start: 0, ...axis }) - length, 0)
  const before = Math.floor(total / 2)
  return { before, after: total - before }
}

/** The axis of a correlation over padded samples, or undefined if not even one output fits. */
export function paddedAxis(
  length: number,
  { before, after }: Ends,
  axis: Omit<Axis, 'count' | 'start'>,
): Axis | undefined {
  const padded = { ...axis, start: -before }
  const room = before + length + after - reachOf(padded)
  return room < 0 ? undefined : withCount(padded, Math.floor(room / axis.stride) + 1)
}
