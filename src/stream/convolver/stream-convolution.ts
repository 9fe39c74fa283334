import { copyInto, type Samples, type TypedSignal, type OwnUint8Array } from '../../samples.js'
import { PADDING } from '../../wasm/fir.js'
import type { Block } from '../../wasm/heap.js'
import { scratch, SCRATCH_LENGTH } from '../../wasm/workspace.js'
import type { Snapshot } from '../snapshot/decode-snapshot.js'
import { loadSnapshot } from '../snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../snapshot/encode-snapshot.js'
import type { Settings } from '../snapshot/settings.js'
import { fingerprintOfRouting } from './saved-routing.js'
import { simd } from '../../wasm/module.js'
import { ConvolutionState } from './convolution-state.js'
import { ExchangeableState } from './exchangeable-state.js'
import { firstIndex, type Initial } from './initial.js'
import { OutputViews } from './output-views.js'
import type { PreparedKernel } from './prepared-kernel.js'
import type { Routing } from './routing.js'
import type { Exchange } from './takeover.js'

/** The first half of the scratch block is for the spectra of a level; what follows is for the samples of the channels. */
const INCOMING = SCRATCH_LENGTH / 2

/**
 * What `Convolver` and `ConvolverMatrix` have in common: it passes chunks of any length through the engine, piece by piece. The
 * arguments have been checked.
 */
export class StreamConvolution {
  readonly #state: ExchangeableState
  readonly #initial: Initial
  readonly #blockSize: number
  readonly #scratch: Block
  /** The number of samples that go through the engine at a time. */
  readonly pieceLength: number
  /**
   * The distance between inputs in the scratch block. Outputs lie twice as far apart, because more of them are due where a block
   * ends.
   */
  readonly #stride: number
  /** Where the outputs are, and room for those of a kernel that is fading in. */
  readonly #outgoing: number
  readonly #spare: number
  /** The number of outputs per channel in the scratch block, and of those written before these. */
  #filled = 0
  #given = 0
  readonly #views: OutputViews

  /**
   * All memory is allocated here and in `exchange`.
   *
   * @param owned The kernels that nothing else uses. They are disposed of with this object, and also if there is no memory for it.
   * @param initial The assumed samples before the first one.
   * @param start A snapshot to continue from, or a state that was made beforehand.
   */
  constructor(
    routing: Routing,
    owned: readonly PreparedKernel[],
    initial: Initial,
    start?: Snapshot | ConvolutionState,
  ) {
    const { inputCount, outputCount } = routing
    const { precision, blockSize } = routing.kernel
    this.#initial = initial
    this.#blockSize = blockSize
    const stretches = inputCount + 4 * outputCount
    this.#stride = 4 * Math.floor((SCRATCH_LENGTH - INCOMING) / stretches / 4)
    this.pieceLength = this.#stride - PADDING
    this.#outgoing = INCOMING + inputCount * this.#stride
    this.#spare = this.#outgoing + 2 * outputCount * this.#stride
    this.#views = new OutputViews(this.#outgoing, 2 * this.#stride, outputCount)
    try {
      if (this.pieceLength < 1) {
        throw new RangeError(
          `a matrix must have fewer channels, got ${inputCount} inputs and ${outputCount} outputs: make several matrices`,
        )
      }
      this.#scratch = scratch(precision)
      this.#state = this.#begun(routing, owned, start)
    } catch (error) {
      for (const kernel of owned) kernel.dispose()
      throw error
    }
  }

  get routing(): Routing {
    return this.#state.routing
  }

  get kernel(): PreparedKernel {
    return this.#state.kernel
  }

  /** Whether no kernel is scheduled or fading in. */
  get isSteady(): boolean {
    return this.#state.isSteady
  }

  /** The number of past inputs that are kept. */
  get past(): number {
    return this.#state.past
  }

  get tailLength(): number {
    return this.#state.tailLength
  }

  /** The number of outputs per channel for a next chunk of this length. */
  outputLength(chunkLength: number): number {
    const complete = this.#state.waiting + chunkLength
    return this.#blockSize === 0 ? complete : complete - (complete % this.#blockSize)
  }

  /**
   * Takes a chunk of `length` samples for each input (or zeros), and writes the outputs that are then complete. A chunk that is not
   * longer than a piece is read completely before anything is written, so it may be its own output.
   */
  process(chunks: readonly TypedSignal[] | undefined, length: number, outs: readonly Samples[]): void {
    this.#filled = 0
    this.#given = 0
    if (this.#initial === 'first' && length > 0 && !this.#hasBegun) this.#presume(chunks)
    for (let from = 0; from < length; from += this.pieceLength) {
      const count = Math.min(this.pieceLength, length - from)
      this.#load(chunks, from, count)
      this.#run(count, outs)
    }
    this.#give(outs)
  }

  /** The number of outputs per channel that are owed when the input ends. */
  get owed(): number {
    return this.#hasBegun ? this.#state.waiting + this.tailLength : 0
  }

  /** Writes the outputs that are owed, and starts again. */
  flush(outs: readonly Samples[]): void {
    const { owed } = this
    const whole = this.#blockSize === 0 ? owed : Math.ceil(owed / this.#blockSize) * this.#blockSize
    if (owed > 0) this.process(undefined, whole - this.#state.waiting, outs)
    this.reset()
  }

  reset(): void {
    this.#state.reset(firstIndex(this.#initial))
  }

  /** If this fails, nothing has changed, except that kernels that nothing else uses are disposed of. */
  exchange(exchange: Exchange): void {
    try {
      this.#state.exchange(exchange)
    } catch (error) {
      for (const kernel of exchange.owned) kernel.dispose()
      throw error
    }
  }

  /** @throws Error if kernels that are in use or scheduled have been disposed of. */
  requireKernels(): void {
    this.#state.requireKernels()
  }

  /** The whole state, of a class of this name. */
  snapshot(kind: string): OwnUint8Array {
    return encodeSnapshot(kind, this.#settings(this.routing, this.isSteady), (writer) => {
      this.#state.save(writer)
    })
  }

  dispose(): void {
    this.#state.dispose()
  }

  /** Whether a sample has come. */
  get #hasBegun(): boolean {
    return this.#state.written > firstIndex(this.#initial)
  }

  /** Fills the past with copies of the first samples. */
  #presume(chunks: readonly TypedSignal[] | undefined): void {
    this.#load(chunks, 0, 1)
    const { samples } = this.#scratch
    for (let i = 0; i < this.routing.inputCount; i++) {
      const at = INCOMING + i * this.#stride
      samples.fill(samples[at], at, at + this.pieceLength)
    }
    this.#state.presume(this.#scratch, INCOMING, this.#stride, this.pieceLength)
  }

  #load(chunks: readonly TypedSignal[] | undefined, from: number, count: number): void {
    const { samples } = this.#scratch
    for (let i = 0; i < this.routing.inputCount; i++) {
      const at = INCOMING + i * this.#stride
      if (chunks === undefined) samples.fill(0, at, at + count)
      else copyInto(samples, at, chunks[i], from, from + count)
    }
  }

  /** Takes the piece in the scratch block. */
  #run(count: number, outs: readonly Samples[]): void {
    const most = this.#blockSize === 0 ? this.#state.lag : this.#blockSize
    for (let done = 0; done < count;) {
      const run = Math.min(most - this.#state.waiting, count - done)
      this.#state.push(this.#scratch, INCOMING + done, this.#stride, run)
      done += run
      if (this.#blockSize === 0 || this.#state.waiting === this.#blockSize) this.#take(outs)
    }
  }

  /** Takes all outputs that are waiting. */
  #take(outs: readonly Samples[]): void {
    while (this.#state.waiting > 0) {
      if (this.#filled === 2 * this.pieceLength) this.#give(outs)
      const count = Math.min(this.#state.waiting, this.pieceLength, 2 * this.pieceLength - this.#filled)
      this.#state.pull(this.#scratch, this.#outgoing + this.#filled, 2 * this.#stride, count, this.#spare)
      this.#filled += count
    }
  }

  /** Writes the outputs in the scratch block that are owed; the last block of a flush is padded with zeros. */
  #give(outs: readonly Samples[]): void {
    const count = Math.min(this.#filled, outs[0].length - this.#given)
    if (count > 0) this.#views.copy(this.#scratch.samples, count, outs, this.#given)
    this.#given += count
    this.#filled = 0
  }

  #begun(
    routing: Routing,
    owned: readonly PreparedKernel[],
    start: Snapshot | ConvolutionState | undefined,
  ): ExchangeableState {
    const first = firstIndex(this.#initial)
    if (start instanceof ConvolutionState) return ExchangeableState.of(start, owned)
    if (start === undefined) {
      const state = new ConvolutionState(routing)
      state.beginAt(first)
      return ExchangeableState.of(state, owned)
    }
    const settings = this.#settings(routing, Object.hasOwn(start.settings, 'kernel'))
    return loadSnapshot(start, settings, (reader) => ExchangeableState.load(reader, routing, owned, first))
  }

  /** The settings of a snapshot. While kernels are being exchanged, the snapshot itself holds them. */
  #settings(routing: Routing, isSteady: boolean): Settings {
    const { inputCount, outputCount, kernel } = routing
    const { precision, blockSize } = kernel
    const common = { simd: simd(), precision, blockSize, initial: this.#initial }
    const shape = inputCount * outputCount === 1 ? {} : { inputCount, outputCount }
    const own = isSteady ? { kernelLength: kernel.length, kernel: fingerprintOfRouting(routing) } : {}
    return { ...common, ...shape, ...own }
  }
}
