import { requireApart, requireOutput } from '../../require.js'
import { type Samples, type SignalLike, zeros } from '../../samples.js'
import { BaseConvolver } from './base-convolver.js'
import { type KernelMatrix, PreparedMatrix, prepareMatrix, readRows } from './prepared-matrix.js'
import { type ConvolverOptions, readConvolverOptions } from './convolver-options.js'
import { chunkNames, readChannels, requireChannels } from '../read-channels.js'
import type { Resumable } from '../resumable.js'
import { openSnapshot, type Snapshot } from '../snapshot/decode-snapshot.js'
import { readRestoreArguments, type RestoreArguments } from '../snapshot/restore-arguments.js'
import { optionsWith } from './saved-options.js'
import { StreamConvolution } from './stream-convolution.js'
import { type ExchangeOptions, readExchange } from './takeover.js'
import { unshared } from './unshared.js'

/**
 * Convolves N streams that run in step, and mixes them to M: mono, stereo, true stereo, or any matrix of kernels.
 *
 * y_j[n] = Σᵢ Σₖ kernels[i][j][k]·x_i[n − k]. Stereo is [[left, null], [null, right]]; mono to stereo is [[left, right]]; and
 * true stereo is [[LL, LR], [RL, RR]], where LR leads from the left input to the right output.
 *
 * The promises are those of `Convolver`: the same bits for any chunking, no delay with `blockSize` 0, tails returned by `flush`,
 * and NaN in exactly the outputs that a non-finite value reaches. All kernels are computed as if they were as long as the longest
 * one, K. So every tail has K − 1 samples, and after a loud passage the rounding noise of a shorter kernel's transforms can last
 * that long.
 *
 * Cost: each input is transformed once and each output once, whatever the number of kernels; each kernel costs its products.
 * Memory: some 4K numbers for each input and 1K for each output, besides the kernels. In steady state, allocates only the results,
 * and short lists of the channels for each call.
 *
 * @example
 * const matrix = new ConvolverMatrix([[[1, 0.5], [0, 0.25]], [null, [1]]])
 * matrix.process([[4, 0], [1, 2]]) // [Float64Array [4, 2], Float64Array [1, 3]]
 * matrix.flush() // [Float64Array [0], Float64Array [0]]
 * @see Convolver for a single stream; PreparedMatrix for many streams with the same kernels
 */
export class ConvolverMatrix extends BaseConvolver implements Resumable<readonly SignalLike[], Samples[]> {
  readonly inputCount: number
  readonly outputCount: number
  /** The names of the chunks and the outputs in messages. */
  readonly #chunkNames: readonly string[]
  readonly #outNames: readonly string[]

  /**
   * @param kernels `kernels[input][output]`, with null for none; or a prepared matrix.
   * @param options Precision, block size and `initial`; the first two of a prepared matrix are fixed.
   * @throws TypeError, RangeError as `PreparedMatrix`; RangeError if the options are not those of a prepared matrix, or if
   *   there are more channels than the workspace holds, some thousands.
   */
  constructor(kernels: KernelMatrix | PreparedMatrix, options?: ConvolverOptions)
  /** Continues from a snapshot. @internal */
  constructor(kernels: KernelMatrix | PreparedMatrix, options: ConvolverOptions, snapshot: Snapshot)
  constructor(kernels: KernelMatrix | PreparedMatrix, options?: ConvolverOptions, snapshot?: Snapshot) {
    const { initial, ...kernelOptions } = readConvolverOptions(options)
    const matrix = prepareMatrix(kernels, kernelOptions)
    const owned = matrix === kernels ? [] : matrix.routing.kernels
    super(new StreamConvolution(matrix.routing, owned, initial, snapshot), 'ConvolverMatrix')
    this.inputCount = matrix.inputCount
    this.outputCount = matrix.outputCount
    this.#chunkNames = chunkNames(this.inputCount)
    this.#outNames = Array.from({ length: this.outputCount }, (_, j) => `outs[${j}]`)
  }

  /**
   * Makes a matrix of convolvers that continues where another one was when the snapshot was taken, as `Convolver.restore` does.
   *
   * @param kernels The kernels of the other one, prepared or not: those of the last `setKernels`, if there was one.
   * @param rest Options, and what `snapshot` returned, as with `Convolver.restore`.
   * @throws TypeError, RangeError as `Convolver.restore`.
   */
  static restore(
    kernels: KernelMatrix | PreparedMatrix,
    ...rest: RestoreArguments<ConvolverOptions>
  ): ConvolverMatrix {
    const [options, bytes] = readRestoreArguments(rest)
    const snapshot = openSnapshot(bytes, 'ConvolverMatrix')
    return new ConvolverMatrix(kernels, optionsWith(snapshot, options), snapshot)
  }

  /**
   * Takes one chunk per input, all of the same length, and returns one array per output, as `Convolver.process` does.
   *
   * @param chunks The samples of the inputs; they are not kept.
   * @param outs Receives the outputs, each of `outputLength(length)` samples and with memory of its own. They may be the chunks.
   *   Default: new arrays, which are yours to keep.
   * @throws TypeError if a chunk is not an array of numbers or an output is of another kind, RangeError if their number or a length
   *   does not fit. Nothing has changed then.
   */
  process(chunks: readonly SignalLike[], outs?: Samples[]): Samples[] {
    this.requireLive()
    const inputs = readChannels(chunks, this.#chunkNames, 'input')
    const { length } = inputs[0]
    const owed = this.stream.outputLength(length)
    const outputs = outs === undefined ? this.#newOutputs(owed) : this.#readOutputs(outs, owed)
    // Longer chunks are taken piece by piece, and outputs are written in between.
    const isShort = length <= this.stream.pieceLength
    const apart = isShort ? inputs : inputs.map((input) => unshared(input, outputs, this.precision))
    this.stream.process(apart, length, outputs)
    return outs ?? outputs
  }

  /** Returns the rest of each output, the last block and the tail. Then resets. */
  flush(): Samples[] {
    this.requireLive()
    const outputs = this.#newOutputs(this.stream.owed)
    this.stream.flush(outputs)
    return outputs
  }

  /**
   * Replaces all kernels, as `Convolver.setKernel` replaces one: at once or after a delay, with or without a cross-fade.
   *
   * @param kernels A matrix of the same shape, or one prepared for the same precision and block size.
   * @param options Fade and delay.
   * @throws TypeError, RangeError as the constructor, RangeError if the matrix has another shape, or fade or delay is not a
   *   whole number of at least 0; nothing has changed then.
   */
  setKernels(kernels: KernelMatrix | PreparedMatrix, options?: ExchangeOptions): void {
    this.requireLive()
    const { fade, delay } = readExchange(options)
    const { precision, blockSize } = this
    const next = kernels instanceof PreparedMatrix ? kernels : readRows(kernels)
    this.#requireShape(next)
    const matrix = prepareMatrix(next, { precision, blockSize }, { isDeferred: true })
    this.stream.exchange({
      routing: matrix.routing,
      owned: matrix === next ? [] : matrix.routing.kernels,
      fade,
      delay,
    })
  }

  #requireShape(next: KernelMatrix | PreparedMatrix): void {
    const [inputCount, outputCount] =
      next instanceof PreparedMatrix
        ? [next.inputCount, next.outputCount]
        : [next.length, next.at(0)?.length ?? 0]
    if (inputCount === this.inputCount && outputCount === this.outputCount) return
    throw new RangeError(
      `kernels must lead from ${this.inputCount} inputs to ${this.outputCount} outputs, ` +
        `got ${inputCount} inputs and ${outputCount} outputs: make a new ConvolverMatrix for another shape`,
    )
  }

  #newOutputs(length: number): Samples[] {
    return Array.from({ length: this.outputCount }, () => zeros(length, this.precision))
  }

  #readOutputs(outs: readonly Samples[], owed: number): Samples[] {
    requireChannels(outs, this.outputCount, 'outs', 'output')
    const outputs: Samples[] = []
    for (let j = 0; j < this.outputCount; j++) {
      const out = outs[j]
      requireOutput(out, this.#outNames[j], owed, 'as outputLength(length) says')
      for (let i = 0; i < j; i++) requireApart(out, outputs[i], this.#outNames[j], this.#outNames[i])
      outputs.push(out)
    }
    return outputs
  }
}
