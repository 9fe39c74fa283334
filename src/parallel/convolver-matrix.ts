import { readOptions, withNames } from '../require.js'
import { type Precision, type Samples, type SignalLike, type TypedSignal } from '../samples.js'
import {
  CONVOLVER_OPTIONS,
  type ConvolverOptions,
  readConvolverOptions,
} from '../stream/convolver/convolver-options.js'
import type { KernelDetails } from '../stream/convolver/prepared-kernel.js'
import { type KernelMatrix, PreparedMatrix, readRows } from '../stream/convolver/prepared-matrix.js'
import { chunkNames, readChannels } from '../stream/read-channels.js'
import { requireLive } from '../wasm/heap.js'
import { Team } from './crew.js'
import { type OutputGroup, outputGroups } from './output-groups.js'
import { PARALLEL_OPTIONS, type ParallelOptions, readSharing } from './parallel-options.js'
import { hasThreads } from './threads/host-threads.js'
import { ChannelsComputer, type ChannelStep } from './tiles/channels-computer.js'

/** The options of a `ConvolverMatrix` in threads. */
export interface ParallelConvolverOptions<Given extends Precision = Precision>
  extends ConvolverOptions<Given>, Pick<ParallelOptions, 'threads'> {}

const OPTIONS = /* @__PURE__ */ withNames(CONVOLVER_OPTIONS, { threads: PARALLEL_OPTIONS.threads })

/** If the first chunk completes fewer samples, all are computed here: messages would take longer. */
const LEAST_RESULTS = 2 ** 14

/**
 * Convolves N streams with a matrix of kernels, its outputs shared among threads: `ConvolverMatrix` of `tapline`, with the same bits.
 *
 * Pass long chunks, of ten thousand samples or more. If the first one completes fewer than 16,384 samples in all outputs, the whole stream
 * is computed on the calling thread. You need not wait for one chunk before you pass the next: results come in order.
 *
 * Cost: that of `ConvolverMatrix`, divided among the threads; inputs are transformed once for each thread that needs them. Memory: that of a
 * `ConvolverMatrix` for each thread.
 *
 * @example
 * import { ConvolverMatrix } from 'tapline/parallel'
 * using matrix = new ConvolverMatrix([[[1, 0.5], [0, 0.25]], [null, [1]]])
 * await matrix.process([[4, 0], [1, 2]]) // [Float64Array [4, 2], Float64Array [1, 3]]
 * await matrix.flush() // [Float64Array [0], Float64Array [0]]
 */
export class ConvolverMatrix {
  readonly inputCount: number
  readonly outputCount: number
  readonly precision: Precision
  readonly #kernels: KernelMatrix
  readonly #common: {
    readonly blockSize: number
    readonly length: number
    readonly initial: 'zero' | 'first'
  }
  readonly #threads: number
  readonly #names: readonly string[]
  /** Who computes the outputs; decided by the first chunk. */
  #crew: Groups | undefined
  #isDisposed = false

  /**
   * @param kernels `kernels[input][output]`, with null for none. They are copied.
   * @param options Precision, block size and `initial`, as for `ConvolverMatrix`; threads.
   * @throws TypeError, RangeError as `ConvolverMatrix`.
   */
  constructor(kernels: KernelMatrix, options?: ParallelConvolverOptions)
  /** With details that are not for users. @internal */
  constructor(kernels: KernelMatrix, options: ParallelConvolverOptions, details: KernelDetails)
  constructor(kernels: KernelMatrix, options?: ParallelConvolverOptions, details: KernelDetails = {}) {
    const { threads, ...own } = readOptions<ParallelConvolverOptions>(options, OPTIONS)
    const { initial, ...kernelOptions } = readConvolverOptions(own)
    this.#threads = readSharing({ threads, abortSignal: undefined }).threads
    // This only checks them.
    using matrix = new PreparedMatrix(kernels, kernelOptions, { ...details, isDeferred: true })
    const { inputCount, outputCount, precision, blockSize, length } = matrix
    this.inputCount = inputCount
    this.outputCount = outputCount
    this.precision = precision
    this.#kernels = readRows(kernels).map((row) =>
      row.map((taps) => (taps === null ? null : Float64Array.from(taps))),
    )
    this.#common = { blockSize, length, initial }
    this.#names = chunkNames(inputCount)
  }

  /**
   * Takes one chunk per input, all of the same length, and returns one array per output.
   *
   * @param chunks The samples of the inputs; they are copied before this returns.
   * @throws TypeError, RangeError as `ConvolverMatrix`, by rejection. Error if a thread could not be started.
   */
  async process(chunks: readonly SignalLike[]): Promise<Samples[]> {
    requireLive(this.#isDisposed)
    const inputs = readChannels(chunks, this.#names, 'input')
    this.#crew ??= this.#groupsFor(inputs[0].length)
    return this.#crew.process(inputs)
  }

  /** Returns the rest of each output, the last block and the tail. Then resets. */
  async flush(): Promise<Samples[]> {
    requireLive(this.#isDisposed)
    this.#crew ??= this.#groupsFor(0)
    return this.#crew.step({ kind: 'flush' })
  }

  /** Forgets the input and keeps the kernels. */
  async reset(): Promise<void> {
    requireLive(this.#isDisposed)
    await this.#crew?.step({ kind: 'reset' })
  }

  /** Frees the memory. Any later call except `dispose` throws. */
  dispose(): void {
    this.#isDisposed = true
    this.#crew?.dispose()
    this.#crew = undefined
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  #groupsFor(firstLength: number): Groups {
    const isHere = firstLength * this.outputCount < LEAST_RESULTS || !hasThreads()
    const groups = outputGroups(this.#kernels, isHere ? 1 : this.#threads)
    const { precision } = this
    const shares = groups.map(({ kernels }) => ({ kernels, precision, ...this.#common }))
    return groups.length === 1
      ? new Groups(groups, [new ChannelsComputer(shares[0])], undefined)
      : new Groups(groups, [], new Team('channels', shares))
  }
}

/** The groups of outputs: a single one that is computed here, or one for each thread of a team. */
class Groups {
  readonly #groups: readonly OutputGroup[]
  readonly #here: readonly ChannelsComputer[]
  readonly #team: Team | undefined

  constructor(groups: readonly OutputGroup[], here: readonly ChannelsComputer[], team: Team | undefined) {
    this.#groups = groups
    this.#here = here
    this.#team = team
  }

  process(chunks: readonly TypedSignal[]): Promise<Samples[]> {
    return this.step({ kind: 'process', chunks })
  }

  async step(step: ChannelStep): Promise<Samples[]> {
    const team = this.#team
    const parts =
      team === undefined
        ? this.#here.map((computer, i) => computer.compute(stepFor(step, this.#groups[i].inputs)))
        : await Promise.all(
            this.#groups.map(
              ({ inputs }, i) => team.compute(i, stepFor(step, inputs), []) as Promise<Samples[]>,
            ),
          )
    const outputs: Samples[] = []
    for (const [i, group] of this.#groups.entries()) {
      for (const [j, samples] of parts[i].entries()) outputs[group.outputs[j]] = samples
    }
    return outputs
  }

  dispose(): void {
    for (const computer of this.#here) computer.dispose()
    this.#team?.leave()
  }
}

/** The same step, with the chunks that a group needs. */
function stepFor(step: ChannelStep, inputs: readonly number[]): ChannelStep {
  return step.kind === 'process' ? { ...step, chunks: inputs.map((input) => step.chunks[input]) } : step
}
