import { type OptionNames, requireCount, requireOneOf } from '../require.js'
import { type Axis, axisOf, reachOf, withCount } from './axis.js'
import { type Pair, readPair } from './pair.js'

/** What a convolutional layer is, but for its numbers. */
export interface LayerShapeOptions {
  /** Channels of its inputs. */
  readonly inChannels: number
  /** Channels of its outputs, each with kernels of its own. */
  readonly outChannels: number
  /** Taps along the rows (x) and along the columns (y). */
  readonly kernelSize: Pair
  /** From an output to its neighbour, in pixels of the input. Default 1. */
  readonly stride?: Pair
  /**
   * How many zeros are put around the input, on each side; 'valid': none; 'full': d·(K − 1), so that each pixel meets each tap;
   * 'same': so many in all that with stride 1 the output has the size of the input. Default 'valid'.
   */
  readonly padding?: Pair | 'valid' | 'same' | 'full'
  /** The distance between neighbouring taps. Default 1. */
  readonly dilation?: Pair
  /** Outputs of each of so many groups see but the inputs of their own group. Default 1. */
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

/** The same, checked and complete. */
export class LayerShape {
  readonly inChannels: number
  readonly outChannels: number
  readonly groups: number
  readonly kernelSize: Both
  readonly stride: Both
  readonly dilation: Both
  readonly padding: Both | 'valid' | 'same' | 'full'

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
    if (typeof padding === 'string') requireOneOf(padding, ['valid', 'same', 'full'], 'padding')
    this.padding = typeof padding === 'string' ? padding : readPair(padding, 0, 'padding')
  }

  /** Channels of a group. */
  get groupInputs(): number {
    return this.inChannels / this.groups
  }

  get groupOutputs(): number {
    return this.outChannels / this.groups
  }

  /** Taps of one output for all channels that it sees. */
  get tapCount(): number {
    return this.groupInputs * this.kernelSize.x * this.kernelSize.y
  }

  /** Throws where not even one output fits in. */
  axis(direction: Direction, length: number): Axis {
    const [taps, stride, dilation] = [
      this.kernelSize[direction],
      this.stride[direction],
      this.dilation[direction],
    ]
    const pad = this.padding
    const around = typeof pad === 'string' ? 0 : pad[direction]
    const axis = { start: -around, stride, dilation, taps }
    const room = length + 2 * around - reachOf(axis)
    if (room < 0 && pad !== 'same' && pad !== 'full') {
      const side = direction === 'x' ? 'wide' : 'high'
      throw new RangeError(
        `input must be at least ${reachOf(axis)} pixels ${side}, as the kernel reaches, got ${length + 2 * around} with its padding: ` +
          "choose more padding, or 'same' or 'full'",
      )
    }
    if (typeof pad === 'string') return axisOf(pad, length, taps, stride, dilation)
    return withCount(axis, Math.floor(room / stride) + 1)
  }
}

function requireDivision(channels: number, groups: number, name: string): void {
  if (channels % groups === 0) return
  throw new RangeError(
    `groups must divide inChannels and outChannels, got ${groups} where ${name} is ${channels}`,
  )
}
