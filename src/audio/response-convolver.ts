import type { ConvolutionState } from '../stream/convolver/convolution-state.js'
import { StreamConvolution } from '../stream/convolver/stream-convolution.js'
import { unhurriedDelay } from '../stream/convolver/unhurried-delay.js'

/** Smaller inputs count as zero: they are inaudible, and the loop that keeps a node stereo uses them. */
const LEAST_INPUT = 1e-30

/** After this much silence beyond twice the response, everything in a state is zero, whatever its blocks are. */
const LONGEST_BLOCKS = 2 ** 16

/**
 * The computation of the worklet, without the worklet: convolves blocks of one or two channels, of any length, with an impulse
 * response of one, two or four channels.
 *
 * There are always two inputs and two outputs: [[h, -], [-, h]], [[left, -], [-, right]] or [[LL, LR], [RL, RR]]. A mono input
 * serves as both while it is mono; a mono output is the left one.
 */
export class ResponseConvolver {
  /** Whether a mono input and a mono response are the left channel only if the output has two; else they are both. */
  isDiscrete: boolean
  /** None before the first response: silence. */
  #stream: StreamConvolution | undefined
  #isMono = true
  /** The number of samples since the last audible one, and since the first one. */
  #quiet = 0
  #heard = 0
  #inputs = blocks(0)
  #outputs = blocks(0)

  constructor(isDiscrete: boolean) {
    this.isDiscrete = isDiscrete
  }

  /** Whether the input is silent and the output stays silent as long as the input does. */
  get isOut(): boolean {
    return this.#stream === undefined || this.#quiet > this.#stream.tailLength
  }

  /** Replaces the response: at once if nothing has been heard yet, else in small steps, with a cross-fade over `fade` samples. */
  setResponse(state: ConvolutionState, isMono: boolean, fade: number): void {
    const { routing } = state
    const owned = routing.kernels
    this.#isMono = isMono
    if (this.#stream === undefined || this.#heard === 0) {
      this.#stream?.dispose()
      this.#stream = new StreamConvolution(routing, owned, 'zero', state)
    } else {
      const past = Math.min(routing.kernel.length, this.#stream.past, this.#heard)
      this.#stream.exchange({ routing, owned, state, fade, delay: unhurriedDelay(past) })
    }
  }

  /** Fills the outputs. Without inputs, the input is silence; inputs after the second are ignored. */
  process(inputs: readonly Float32Array[], outputs: readonly Float32Array[]): void {
    const { length } = outputs[0]
    if (this.#inputs[0].length !== length) {
      this.#inputs = blocks(length)
      this.#outputs = blocks(length)
    }
    const [left, right] = this.#inputs
    let isAudible = copyAudible(left, inputs.at(0))
    if (inputs.length > 1) isAudible = copyAudible(right, inputs[1]) || isAudible
    else if (this.#isMono && this.isDiscrete) right.fill(0)
    else right.set(left)
    if (isAudible) this.#quiet = 0
    if (isAudible || this.#heard > 0) this.#heard += length
    if (this.#isIdle) this.#rest(outputs)
    else this.#convolve(outputs)
    if (!isAudible) this.#quiet += length
  }

  dispose(): void {
    this.#stream?.dispose()
    this.#stream = undefined
  }

  /** Whether there is nothing to compute: everything in the stream is zero, and no takeover is scheduled. */
  get #isIdle(): boolean {
    const stream = this.#stream
    if (stream === undefined) return true
    return stream.isSteady && this.#quiet > 2 * stream.kernel.length + LONGEST_BLOCKS
  }

  /** A response that is set now takes over at once: there is no sound to fade. */
  #rest(outputs: readonly Float32Array[]): void {
    if (this.#stream !== undefined) this.#heard = 0
    for (const output of outputs) output.fill(0)
  }

  #convolve(outputs: readonly Float32Array[]): void {
    this.#stream?.process(this.#inputs, this.#inputs[0].length, this.#outputs)
    for (let i = 0; i < outputs.length; i++) {
      if (i < 2) outputs[i].set(this.#outputs[i])
      else outputs[i].fill(0)
    }
  }
}

function blocks(length: number): [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>] {
  return [new Float32Array(length), new Float32Array(length)]
}

/** Whether anything is audible. Written so that NaN counts as audible. */
function copyAudible(target: Float32Array, source: Float32Array | undefined): boolean {
  if (source === undefined) {
    target.fill(0)
    return false
  }
  let isAudible = false
  for (let i = 0; i < target.length; i++) {
    const isSmall = Math.abs(source[i]) < LEAST_INPUT
    target[i] = isSmall ? 0 : source[i]
    isAudible ||= !isSmall
  }
  return isAudible
}
