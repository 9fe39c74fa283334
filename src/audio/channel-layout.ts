import { describe } from '../describe.js'
import { requireCount } from '../require.js'
import { precisionOf, type SignalLike } from '../samples.js'
import type { KernelMatrix } from '../stream/convolver/prepared-matrix.js'

/** The layout of a response with 1, 2 or 4 channels. */
export type ChannelLayout = 'mono' | 'stereo' | 'true-stereo'

/** A channel: 'LR' leads from the left input to the right output. */
export type ChannelName = 'M' | 'L' | 'R' | 'LL' | 'LR' | 'RL' | 'RR'

/** The channels of each layout, in the order of the Web Audio API. */
export const CHANNEL_NAMES: Readonly<Record<ChannelLayout, readonly ChannelName[]>> = {
  mono: ['M'],
  stereo: ['L', 'R'],
  'true-stereo': ['LL', 'LR', 'RL', 'RR'],
}
const LAYOUTS = Object.keys(CHANNEL_NAMES) as ChannelLayout[]

/**
 * The layout for this number of channels.
 *
 * @throws RangeError unless the number is 1, 2 or 4.
 */
export function layoutOf(channelCount: number): ChannelLayout {
  const layout = LAYOUTS.find((name) => CHANNEL_NAMES[name].length === channelCount)
  if (layout !== undefined) return layout
  throw new RangeError(
    `response must have 1 channel (mono), 2 (L, R) or 4 (LL, LR, RL, RR), got ${channelCount}: prepare others one by one`,
  )
}

/**
 * Sorts channels, given in the order of `names`, into the order of their layout.
 *
 * @throws RangeError unless the names are those of the layout, each once.
 */
export function ordered<Channel>(channels: readonly Channel[], names: readonly ChannelName[]): Channel[] {
  const wanted = CHANNEL_NAMES[layoutOf(channels.length)]
  if (names.length !== wanted.length || !wanted.every((name) => names.includes(name))) {
    throw new RangeError(
      `channelOrder must hold ${wanted.join(', ')}, each once, in the order of the channels, got ${describe(names)}`,
    )
  }
  return wanted.map((name) => channels[names.indexOf(name)])
}

/**
 * The matrix for a `ConvolverMatrix` that applies a response to this number of inputs.
 *
 * mono: each input goes through the same response, to an output of its own. stereo: one input goes to both outputs, [[L, R]]; each
 * of two inputs goes to its own, [[L, null], [null, R]]. true-stereo: two inputs give [[LL, LR], [RL, RR]]; a single one serves as
 * both, [[LL + RL, LR + RR]].
 *
 * @throws RangeError if the layout does not allow this number of inputs, or if there are more than 1024: make one `Convolver` per
 *   input then.
 */
export function kernelMatrix(channels: readonly SignalLike[], inputCount: number): KernelMatrix {
  requireCount(inputCount, 1, 'inputCount', GREATEST_INPUT_COUNT)
  const layout = layoutOf(channels.length)
  if (layout === 'mono') return diagonal(Array.from({ length: inputCount }, () => channels[0]))
  if (inputCount > 2) {
    throw new RangeError(`inputCount must be 1 or 2 for a ${layout} response, got ${inputCount}`)
  }
  if (layout === 'stereo') return inputCount === 1 ? [channels] : diagonal(channels)
  const [leftLeft, leftRight, rightLeft, rightRight] = channels
  return inputCount === 1
    ? [[sum(leftLeft, rightLeft), sum(leftRight, rightRight)]]
    : [
        [leftLeft, leftRight],
        [rightLeft, rightRight],
      ]
}

/** A matrix has quadratic size: beyond this, it is no longer cheap to make and to iterate over. */
const GREATEST_INPUT_COUNT = 1024

function diagonal(channels: readonly SignalLike[]): KernelMatrix {
  return channels.map((channel, i) => channels.map((_, j) => (i === j ? channel : null)))
}

function sum(a: SignalLike, b: SignalLike): SignalLike {
  const values = Float64Array.from(a, (value, n) => value + b[n])
  return precisionOf(a) === 'float32' && precisionOf(b) === 'float32' ? Float32Array.from(values) : values
}
