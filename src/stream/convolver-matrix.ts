import { requireOneOf, requireOutput, requireSignal } from '../require.js'
import { type Samples, type SignalLike, typed, type TypedSignal, zeros } from '../samples.js'
import { BaseConvolver } from './base-convolver.js'
import { type KernelMatrix, PreparedMatrix, prepareMatrix, requireRows } from './prepared-matrix.js'
import type { ConvolverOptions } from './convolver-options.js'
import type { Processor } from './processor.js'
import { decodeSnapshot, type Snapshot } from './snapshot.js'
import { StreamConvolution } from './stream-convolution.js'
import { checkedExchange, type ExchangeOptions } from './takeover.js'

/**
 * Convolves N streams that run in step, and mixes them to M: mono, stereo, true stereo, or any matrix of kernels.
 *
 * y_j[n] = Σᵢ Σₖ kernels[i][j][k]·x_i[n − k]. Stereo is [[left, null], [null, right]]; mono to stereo is [[left, right]]; and
 * true stereo is [[LL, LR], [RL, RR]], where LR leads from the left input to the right output.
 *
 * As with `Convolver`: the same bits for any chunking, no delay with `blockSize` 0, tails given by `flush`, values that are not
 * finite in just the outputs that they reach. All kernels are computed as if they were as long as the longest one, K: so long
 * are the tails, and after a loud passage the rounding noise of a shorter kernel's transforms can last so long.
 *
 * Cost: each input is transformed once and each output once, whatever the number of kernels; each kernel costs its products.
 * Memory: some 4K numbers for each input and 1K for each output, besides the kernels. Allocates nothing in steady state but
 * the results.
 *
 * @example
 * const matrix = new ConvolverMatrix([[[1, 0.5], [0, 0.25]], [null, [1]]])
 * matrix.process([[4, 0], [1, 2]]) // [Float64Array [4, 2], Float64Array [1, 3]]
 * matrix.flush() // [Float64Array [0], Float64Array [0]]
 * @see Convolver for a single stream; PreparedMatrix for many streams with the same kernels
 */
export class ConvolverMatrix extends BaseConvolver implements Processor<readonly SignalLike[], Samples[]> {
  readonly inputCount: number
  readonly outputCount: number
  /** What messages call the chunks and the outputs. */
  readonly #chunkNames: readonly string[]
  readonly #outNames: readonly string[]

  /**
   * @param kernels `kernels[input][output]`, with null for none; or a prepared matrix.
   * @param options Precision, block size and `initial`; the first two of a prepared matrix are fixed.
   * @throws TypeError, RangeError as `PreparedMatrix`; RangeError if the options are not those of a prepared matrix, or if
   *   there are more channels than the workspace holds, some thousands.
   */
  constructor(kernels: KernelMatrix | PreparedMatrix, options?: ConvolverOptions)
  /** That goes on from a snapshot. @internal */
  constructor(kernels: KernelMatrix | PreparedMatrix, options: ConvolverOptions, snapshot: Snapshot)
  constructor(kernels: KernelMatrix | PreparedMatrix, options: ConvolverOptions = {}, snapshot?: Snapshot) {
    const { initial = 'zero' } = options
    requireOneOf(initial, ['zero', 'first'], 'initial')
    const matrix = prepareMatrix(kernels, options)
    const owned = matrix === kernels ? [] : matrix.routing.kernels
    super(new StreamConvolution(matrix.routing, owned, snapshot ?? initial))
    this.inputCount = matrix.inputCount
    this.outputCount = matrix.outputCount
    this.#chunkNames = Array.from({ length: this.inputCount }, (_, i) => `chunks[${i}]`)
    this.#outNames = Array.from({ length: this.outputCount }, (_, j) => `outs[${j}]`)
  }

  /**
   * Makes a matrix of convolvers that goes on where another one was when the snapshot was taken, as `Convolver.restore` does.
   *
   * @param kernels The kernels the other one had, or the same prepared.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as `Convolver.restore`.
   */
  static restore(kernels: KernelMatrix | PreparedMatrix, bytes: Uint8Array): ConvolverMatrix {
    const snapshot = decodeSnapshot(bytes)
    const { precision, blockSize } = snapshot.header
    return new ConvolverMatrix(kernels, { precision, blockSize }, snapshot)
  }

  /**
   * Takes a chunk for each input, all of one length, and returns an array for each output, as `Convolver.process` does.
   *
   * @param chunks The samples of the inputs; they are not kept.
   * @param outs Where the outputs go, each of `outputLength(length)` samples; then nothing is allocated but a list of the
   *   chunks. They may be the chunks. Default: new arrays, which are yours to keep.
   * @throws TypeError if a chunk is no array of numbers or an output is of another kind, RangeError if their numbers or
   *   lengths do not fit; nothing has changed then.
   */
  process(chunks: readonly SignalLike[], outs?: Samples[]): Samples[] {
    this.requireLive()
    requireChannels(chunks, this.inputCount, 'chunks', 'inputs')
    for (let i = 0; i < chunks.length; i++) requireSignal(chunks[i], this.#chunkNames[i])
    const inputs = chunks.map(typed)
    const length = commonLength(inputs)
    const owed = this.outputLength(length)
    if (outs !== undefined) this.#requireOutputs(outs, owed)
    const outputs = outs ?? this.#newOutputs(owed)
    this.stream.process(unshared(inputs, outputs, this.stream.pieceLength), length, outputs)
    return outputs
  }

  /** Returns all that is still owed, for each output: the tail, and the last block. Then resets. */
  flush(): Samples[] {
    this.requireLive()
    const outputs = this.#newOutputs(this.stream.owed)
    this.stream.flush(outputs)
    return outputs
  }

  /**
   * Replaces all kernels, as `Convolver.setKernel` does one: at once or after a delay, with or without a cross-fade.
   *
   * @param next A matrix with as many inputs and outputs, or one prepared for the same precision and block size.
   * @param options Fade and delay.
   * @throws TypeError, RangeError as the constructor, RangeError if the matrix has another shape, or fade or delay is not a
   *   whole number of at least 0; nothing has changed then.
   */
  setKernels(next: KernelMatrix | PreparedMatrix, options: ExchangeOptions = {}): void {
    this.requireLive()
    const { fade, delay } = checkedExchange(options)
    const { precision, blockSize, inputCount, outputCount } = this
    const shape = shapeOf(next)
    if (shape.inputCount !== inputCount || shape.outputCount !== outputCount) {
      throw new RangeError(
        `the matrix leads from ${shape.inputCount} inputs to ${shape.outputCount} outputs, ` +
          `but this one from ${inputCount} to ${outputCount}: give one of the same shape`,
      )
    }
    const { routing } = prepareMatrix(next, { precision, blockSize }, { isDeferred: true })
    this.stream.exchange({
      routing,
      owned: next instanceof PreparedMatrix ? [] : routing.kernels,
      fade,
      delay,
    })
  }

  #newOutputs(length: number): Samples[] {
    return Array.from({ length: this.outputCount }, () => zeros(length, this.precision))
  }

  #requireOutputs(outs: readonly Samples[], owed: number): void {
    requireChannels(outs, this.outputCount, 'outs', 'outputs')
    for (let j = 0; j < outs.length; j++) {
      requireOutput(outs[j], this.#outNames[j])
      if (outs[j].length === owed) continue
      throw new RangeError(
        `outs[${j}] has ${outs[j].length} samples, but the chunks complete ${owed}: give outputLength(length)`,
      )
    }
  }
}

function requireChannels(list: readonly unknown[], count: number, name: string, kind: string): void {
  if (!Array.isArray(list)) {
    throw new TypeError(
      `${name} is no array: give an array that holds one of samples for each of the ${kind}`,
    )
  }
  if (list.length !== count) {
    throw new RangeError(
      `${name} holds ${list.length} arrays, but there are ${count} ${kind}: give one for each`,
    )
  }
}

function commonLength(inputs: readonly TypedSignal[]): number {
  const { length } = inputs[0]
  const other = inputs.findIndex((input) => input.length !== length)
  if (other < 0) return length
  throw new RangeError(
    `chunks[${other}] has ${inputs[other].length} samples, but chunks[0] has ${length}: give chunks of one length`,
  )
}

/** How many inputs and outputs a matrix has. */
function shapeOf(kernels: KernelMatrix | PreparedMatrix): { inputCount: number; outputCount: number } {
  if (kernels instanceof PreparedMatrix) return kernels
  requireRows(kernels)
  return { inputCount: kernels.length, outputCount: kernels.at(0)?.length ?? 0 }
}

/** The inputs, those that share memory with an output copied: chunks longer than a piece are not read before all is written. */
function unshared(
  inputs: readonly TypedSignal[],
  outputs: readonly Samples[],
  pieceLength: number,
): readonly TypedSignal[] {
  if (inputs[0].length <= pieceLength) return inputs
  return inputs.map((input) =>
    outputs.some(({ buffer }) => buffer === input.buffer) ? input.slice() : input,
  )
}
