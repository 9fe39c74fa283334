import { readOptions, requireCount } from '../require.js'
import { type Axis, reachOf, withCount } from './axis.js'

/** How many pixels are put at each side of an image; none where nothing is said. */
export interface Sides {
  readonly left?: number
  readonly right?: number
  readonly top?: number
  readonly bottom?: number
}

/** What lies around the samples of one direction: before the first and behind the last. */
export interface Ends {
  readonly before: number
  readonly after: number
}

/** The padding in both directions. */
export type Padding = Readonly<Record<'x' | 'y', Ends>>

/** Returns the sides, read once. Throws unless each is a whole number of at least 0. */
export function readSides(sides: Sides, name: string): Padding {
  const known = { left: true, right: true, top: true, bottom: true } as const
  const { left = 0, right = 0, top = 0, bottom = 0 } = readOptions(sides, known, name)
  for (const [side, count] of Object.entries({ left, right, top, bottom }))
    requireCount(count, 0, `${name}.${side}`)
  return { x: { before: left, after: right }, y: { before: top, after: bottom } }
}

/**
 * So many that a stride s gives ⌈n/s⌉ outputs, the first and the last of which reach equally far beyond the samples; where that
 * cannot be, the last one reaches further. TensorFlow's 'SAME', ONNX's SAME_UPPER.
 */
export function sameUpper(length: number, axis: Omit<Axis, 'count' | 'start'>): Ends {
  const count = Math.ceil(length / axis.stride)
  const total = Math.max((count - 1) * axis.stride + reachOf({ start: 0, ...axis }) - length, 0)
  const before = Math.floor(total / 2)
  return { before, after: total - before }
}

/** The axis of a correlation over padded samples, or undefined where not even one output fits in. */
export function paddedAxis(
  length: number,
  { before, after }: Ends,
  axis: Omit<Axis, 'count' | 'start'>,
): Axis | undefined {
  const padded = { ...axis, start: -before }
  const room = before + length + after - reachOf(padded)
  return room < 0 ? undefined : withCount(padded, Math.floor(room / axis.stride) + 1)
}
