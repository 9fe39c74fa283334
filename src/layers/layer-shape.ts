import { type OptionNames, requireCount, requireOneOf } from '../require.js'
import { type Axis, axisOf, reachOf } from '../image/plane/axis.js'
import { type Padding, paddedAxis, readSides, sameUpper, type Sides } from '../image/plane/padding.js'
import { type Pair, readPair } from '../image/plane/pair.js'

/** Zeros around the input of a layer: one number for all sides, one each for x and y, one for each side, or a name. */
export type LayerPadding = Pair | Sides | 'valid' | 'same' | 'same-upper' | 'full'

/** The shape of a convolutional layer: everything but its weights and biases. */
export interface LayerShapeOptions {
  /** The number of channels of its inputs. */
  readonly inChannels: number
  /** The number of channels of its outputs, each with kernels of its own. */
  readonly outChannels: number
  /** Taps along the rows (x) and along the columns (y). */
  readonly kernelSize: Pair
  /** The distance between neighbouring outputs, in pixels of the input. Default 1. */
  readonly stride?: Pair
  /**
   * The number of zeros on each side of the input. 'valid': none. 'full': d·(K − 1), so that each pixel meets each tap. 'same':
   * as many as give the output the size of the input with stride 1. 'same-upper': as TensorFlow's 'SAME' (ONNX's SAME_UPPER),
   * where the number depends on the input's size if there is a stride. Sides may differ: { left: 1, bottom: 2 }. Default
   * 'valid'.
   */
  readonly padding?: LayerPadding
  /** The distance between neighbouring taps. Default 1. */
  readonly dilation?: Pair
  /** The number of groups that channels are divided into. Outputs see only the inputs of their own group. Default 1. */
  readonly groups?: number
}

/** The names of `LayerShapeOptions`. */
export const LAYER_SHAPE_OPTIONS: OptionNames<LayerShapeOptions> = {
  inChannels: true,
  outChannels: true,
  kernelSize: true,
  stride: true,
  padding: true,
  dilation: true,
  groups: true,
}

type Direction = 'x' | 'y'
type Both = Readonly<Record<Direction, number>>

/** The shape of a layer, checked and complete. */
export class LayerShape {
  readonly inChannels: number
  readonly outChannels: number
  readonly groups: number
  readonly kernelSize: Both
  readonly stride: Both
  readonly dilation: Both
  readonly padding: Padding | 'same' | 'same-upper' | 'full'

  constructor(options: LayerShapeOptions) {
    const { inChannels, outChannels, groups = 1, padding = 'valid' } = options
    requireCount(inChannels, 1, 'inChannels')
    requireCount(outChannels, 1, 'outChannels')
    requireCount(groups, 1, 'groups')
    requireDivision(inChannels, groups, 'inChannels')
    requireDivision(outChannels, groups, 'outChannels')
    this.inChannels = inChannels
    this.outChannels = outChannels
    this.groups = groups
    this.kernelSize = readPair(options.kernelSize, 1, 'kernelSize')
    this.stride = readPair(options.stride ?? 1, 1, 'stride')
    this.dilation = readPair(options.dilation ?? 1, 1, 'dilation')
    this.padding = readPadding(padding)
  }

  /** Input channels of a group. */
  get groupInputs(): number {
    return this.inChannels / this.groups
  }

  get groupOutputs(): number {
    return this.outChannels / this.groups
  }

  /** The number of taps of one output, over all channels that it sees. */
  get tapCount(): number {
    return this.groupInputs * this.kernelSize.x * this.kernelSize.y
  }

  /** Returns the axis in one direction. Throws unless at least one output fits. */
  axis(direction: Direction, length: number): Axis {
    const taps = this.kernelSize[direction]
    const stride = this.stride[direction]
    const dilation = this.dilation[direction]
    const steps = { taps, stride, dilation }
    const { padding } = this
    if (padding === 'same' || padding === 'full') return axisOf(padding, length, taps, stride, dilation)
    const ends = padding === 'same-upper' ? sameUpper(length, steps) : padding[direction]
    const axis = paddedAxis(length, ends, steps)
    if (axis !== undefined) return axis
    throw new RangeError(
      `input must be at least ${reachOf({ start: 0, ...steps })} pixels ${direction === 'x' ? 'wide' : 'high'}, ` +
        `the kernel's extent, got ${ends.before + length + ends.after} with its padding: ` +
        "choose more padding, or 'same' or 'full'",
    )
  }
}

/** Returns the padding of each side, or the name of a padding that depends on the input. */
function readPadding(padding: LayerPadding): Padding | 'same' | 'same-upper' | 'full' {
  if (typeof padding === 'string') {
    requireOneOf(padding, ['valid', 'same', 'same-upper', 'full'], 'padding')
    return padding === 'valid' ? readSides({}, 'padding') : padding
  }
  if (typeof padding === 'object' && (padding as unknown) !== null && !('x' in padding || 'y' in padding)) {
    return readSides(padding, 'padding')
  }
  const { x, y } = readPair(padding as Pair, 0, 'padding')
  return { x: { before: x, after: x }, y: { before: y, after: y } }
}

function requireDivision(channels: number, groups: number, name: string): void {
  if (channels % groups === 0) return
  throw new RangeError(
    `groups must divide inChannels and outChannels, got ${groups} where ${name} is ${channels}`,
  )
}
