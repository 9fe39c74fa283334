import type { Precision } from '../samples.js'
import { ConvolverMatrix } from '../stream/convolver-matrix.js'
import type { KernelMatrix } from '../stream/prepared-matrix.js'
import { kernelMatrix } from './channel-layout.js'
import type { Response } from './response.js'

/**
 * To let a response take over in the midst of a stream costs some 1 µs for each sample, if it may last for this part of its
 * length.
 */
const UNHURRIED = 16

const SILENCE: Response = [/* @__PURE__ */ new Float32Array(1)]

/** Smaller inputs count as zero: nobody hears them, and the loop that keeps a node stereo is made of such. */
const LEAST_INPUT = 1e-30

export interface ResponseConvolverOptions {
  readonly precision: Precision
  /** Whether a mono input, and a mono response, are the left channel only where the output has two; else they are both. */
  readonly isDiscrete: boolean
}

/**
 * What the worklet computes, without the worklet: blocks of one or two channels, of any length, through an impulse response of
 * one, two or four channels.
 *
 * Two inputs lead to two outputs at all times: [[h, -], [-, h]], [[left, -], [-, right]] or [[LL, LR], [RL, RR]]. A mono input
 * is both, as long as it is mono; of a mono output, what is computed is the left one.
 */
export class ResponseConvolver {
  readonly #options: ResponseConvolverOptions
  #matrix: ConvolverMatrix
  /** Whether the response has one channel. */
  #isMono: boolean
  #hasBegun = false
  #inputs = blocks(0)
  #outputs = blocks(0)

  constructor(response: Response, options: ResponseConvolverOptions) {
    this.#options = options
    this.#matrix = this.#matrixOf(response)
    this.#isMono = response.length === 1
  }

  /** Replaces the response: at once where nothing has been heard yet, else bit by bit, and fading over so many samples. */
  setResponse(response: Response, fade: number): void {
    if (this.#hasBegun) {
      const length = response.at(0)?.length ?? 1
      this.#matrix.setKernels(kernelsOf(response), { fade, delay: Math.ceil(length / UNHURRIED) })
    } else {
      this.#matrix.dispose()
      this.#matrix = this.#matrixOf(response)
    }
    this.#isMono = response.length === 1
  }

  /** Fills the outputs. No input is silence; a third one and those after it are not heard. */
  process(inputs: readonly Float32Array[], outputs: readonly Float32Array[]): void {
    const { length } = outputs[0]
    if (this.#inputs[0].length !== length) {
      this.#inputs = blocks(length)
      this.#outputs = blocks(length)
    }
    const [left, right] = this.#inputs
    copyAudible(left, inputs.at(0))
    if (inputs.length > 1) copyAudible(right, inputs[1])
    else if (this.#isMono && this.#options.isDiscrete) right.fill(0)
    else right.set(left)
    this.#matrix.process(this.#inputs, this.#outputs)
    for (let i = 0; i < Math.min(outputs.length, 2); i++) outputs[i].set(this.#outputs[i])
    this.#hasBegun = true
  }

  dispose(): void {
    this.#matrix.dispose()
  }

  #matrixOf(response: Response): ConvolverMatrix {
    return new ConvolverMatrix(kernelsOf(response), { precision: this.#options.precision })
  }
}

function blocks(length: number): Float32Array[] {
  return [new Float32Array(length), new Float32Array(length)]
}

/** Written so that NaN is kept. */
function copyAudible(target: Float32Array, source: Float32Array | undefined): void {
  if (source === undefined) target.fill(0)
  else for (let i = 0; i < target.length; i++) target[i] = Math.abs(source[i]) < LEAST_INPUT ? 0 : source[i]
}

function kernelsOf(response: Response): KernelMatrix {
  return kernelMatrix(response.length === 0 ? SILENCE : response, 2)
}
