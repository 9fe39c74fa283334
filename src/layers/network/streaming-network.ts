import { describe } from '../../describe.js'
import { readBytes, readList, readSignal } from '../../require.js'
import {
  type OwnUint8Array,
  type Precision,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../../samples.js'
import type { Resumable } from '../../stream/resumable.js'
import { decodeSnapshot } from '../../stream/snapshot/decode-snapshot.js'
import { encodeSnapshot } from '../../stream/snapshot/encode-snapshot.js'
import { resumed } from '../../stream/snapshot/resumed.js'
import type { Settings } from '../../stream/snapshot/settings.js'
import { allOrNothing, requireLive } from '../../wasm/heap.js'
import { Sequential } from './sequential.js'
import { channelsOf, settingsOf } from './network-settings.js'
import { joined, partOf, type Piece, PIECE_LENGTH, type Stage } from './stage.js'
import { stagesOf } from './stages-of.js'

/**
 * Runs a network of one-dimensional layers over a stream: each layer keeps the samples that its next outputs read.
 *
 * The outputs of all chunks and of `flush`, joined, are those of `network.forward` for the whole signal, with the same bits for
 * any chunking. A signal that is shorter than a layer's kernel, with its padding, gives no output.
 *
 * Layers: `Conv1d` with any stride, dilation, groups and padding (but not 'same-upper' with a stride), `ConvTranspose1d`, `Pool`,
 * `Activation` and `BatchNorm`. The parameters are copied when the processor is made. Samples are converted to the precision of the network.
 *
 * Latency: an output belongs to the sample at `stride` times its index. It needs the `latency` samples after this one, and
 * altogether `receptiveField` samples; transposed layers make fractions of `stride` and `latency`. A network is causal, with latency 0 or less, if each `Conv1d` has the padding { left:
 * dilation·(kernelSize − 1) }; with 'same' it looks ahead by half the kernel.
 *
 * Cost: `multiplicationsPerSample`, and a few copies of each number. Memory: the receptive field of each layer, and pieces of 512
 * samples. Allocates the results. A non-finite sample reaches only the outputs that read it.
 *
 * @example
 * const network = new Sequential([
 *   new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 3, padding: { left: 2 }, weights: [1, 1, 1] }),
 *   new Pool('max', { size: 2 }),
 * ])
 * const streaming = new StreamingNetwork(network)
 * streaming.process([[1, 2, 3]]) // [Float32Array [3]]
 * streaming.process([[4, 5, 6]]) // [Float32Array [9, 15]]
 * streaming.receptiveField // 4
 * streaming.stride // 2
 * @see Sequential
 */
export class StreamingNetwork implements Resumable<readonly SignalLike[], Samples[]> {
  /** The number of channels of the chunks that `process` takes. */
  readonly inChannels: number
  /** The number of channels of its results. */
  readonly outChannels: number
  /** The number of samples of the input for each of the output. */
  readonly stride: number
  /** The number of samples that an output depends on. */
  readonly receptiveField: number
  /** The number of samples that an output needs after its own place. Negative if all that it reads lie before. */
  readonly latency: number
  /** The multiplications for each sample of the input. */
  readonly multiplicationsPerSample: number
  readonly #stages: readonly Stage[]
  readonly #precision: Precision
  /** The number of channels that each stage takes, and those of the result. */
  readonly #channels: readonly number[]
  readonly #settings: Settings
  #isDisposed = false

  /**
   * @throws TypeError if the network is not a `Sequential`. RangeError if a layer cannot run in a stream, or does not fit the one
   *   before; the message names the layer. RangeError if there is no memory for it.
   */
  constructor(network: Sequential) {
    if (!(network instanceof Sequential))
      throw new TypeError(`network must be a Sequential, got ${describe(network)}`)
    const channels = channelsOf(network)
    this.inChannels = channels[0]
    this.outChannels = channels[channels.length - 1]
    this.#channels = channels
    this.#precision = network.precision
    this.#settings = settingsOf(network)
    this.#stages = allOrNothing(() => stagesOf(network.layers, channels, network.precision))
    let [stride, field, latency, multiplications] = [1, 1, 0, 0]
    for (const stage of this.#stages) {
      field += (stage.span - 1) * stride
      latency += stage.lookAhead * stride
      stride *= stage.stride
      multiplications += stage.multiplications / stride
    }
    this.stride = stride
    // Fractions add up to whole numbers, but for rounding.
    this.receptiveField = Math.floor(field + 1e-6)
    this.latency = latency
    this.multiplicationsPerSample = multiplications
  }

  /**
   * Makes a processor that continues where another one was when the snapshot was taken.
   *
   * @param network A network with the same layers and parameters.
   * @param bytes What `snapshot` returned.
   * @throws TypeError, RangeError as the constructor. TypeError if `bytes` is not a `Uint8Array`. RangeError if they are not a
   *   snapshot, are damaged, or were taken with another network.
   */
  static restore(network: Sequential, bytes: Uint8Array): StreamingNetwork {
    const own = readBytes(bytes, 'bytes')
    return resumed(new StreamingNetwork(network), (streaming) => {
      decodeSnapshot(own, 'StreamingNetwork', streaming.#settings, (reader) => {
        for (const stage of streaming.#stages) stage.load(reader)
      })
    })
  }

  /**
   * Takes a chunk and returns the outputs that are then known, one array per channel.
   *
   * @param chunk One array per channel, all of one length.
   * @throws TypeError if the chunk is not an array of arrays of numbers. RangeError if there are not `inChannels` of them, or they
   *   differ in length. Error after `dispose`.
   */
  process(chunk: readonly SignalLike[]): Samples[] {
    requireLive(this.#isDisposed)
    const rows = this.#read(chunk)
    const results: Piece[] = []
    for (let from = 0; from < rows[0].length; from += PIECE_LENGTH) {
      const length = Math.min(PIECE_LENGTH, rows[0].length - from)
      const data = zeros(rows.length * length, this.#precision)
      rows.forEach((row, c) => {
        data.set(row.subarray(from, from + length), c * length)
      })
      results.push(this.#run({ data, length }, 0))
    }
    return this.#channelsOf(results)
  }

  /** Returns the remaining outputs: those that read zeros after the last sample. Then it is as after `reset`. */
  flush(): Samples[] {
    requireLive(this.#isDisposed)
    let rest: Piece = { data: zeros(0, this.#precision), length: 0 }
    // Stage by stage, so that each one computes just twice.
    this.#stages.forEach((stage, i) => {
      const results = piecesOf(rest, this.#channels[i]).map((piece) => stage.push(piece))
      rest = joined([...results, stage.flush()], this.#channels[i + 1], this.#precision)
    })
    this.reset()
    return this.#channelsOf([rest])
  }

  /** Returns the state as bytes, for `restore`: the samples that each layer keeps. Error after `dispose`. */
  snapshot(): OwnUint8Array {
    requireLive(this.#isDisposed)
    return encodeSnapshot('StreamingNetwork', this.#settings, (writer) => {
      for (const stage of this.#stages) stage.save(writer)
    })
  }

  /** Forgets the samples so far. Error after `dispose`. */
  reset(): void {
    requireLive(this.#isDisposed)
    for (const stage of this.#stages) stage.reset()
  }

  /** Frees the engine's memory. The network is yours, and stays as it is. Calling it twice is harmless. */
  dispose(): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    for (const stage of this.#stages) stage.free()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Takes a piece through the stages from an index on, no more than they take at a time. */
  #run(piece: Piece, first: number): Piece {
    let current = piece
    for (let i = first; i < this.#stages.length; i++) {
      if (current.length > PIECE_LENGTH) {
        const rest = i
        const parts = piecesOf(current, this.#channels[i]).map((part) => this.#run(part, rest))
        return joined(parts, this.outChannels, this.#precision)
      }
      current = this.#stages[i].push(current)
    }
    return current
  }

  #channelsOf(results: readonly Piece[]): Samples[] {
    const { data, length } = joined(results, this.outChannels, this.#precision)
    return Array.from({ length: this.outChannels }, (_, c) => data.slice(c * length, (c + 1) * length))
  }

  #read(chunk: readonly SignalLike[]): TypedSignal[] {
    const rows = readList(chunk, 'chunk', 'channels, each an array of numbers')
    if (rows.length !== this.inChannels) {
      throw new RangeError(
        `chunk must have ${this.inChannels} channels, as the network takes, got ${rows.length}`,
      )
    }
    const read = rows.map((row, c) => readSignal(row, `chunk[${c}]`))
    const other = read.findIndex((row) => row.length !== read[0].length)
    if (other === -1) return read
    throw new RangeError(
      `chunk[${other}] must have ${read[0].length} samples, as chunk[0] has, got ${read[other].length}`,
    )
  }
}

function piecesOf(piece: Piece, channels: number): Piece[] {
  const count = Math.ceil(piece.length / PIECE_LENGTH)
  return Array.from({ length: count }, (_, p) => {
    const from = p * PIECE_LENGTH
    return partOf(piece, channels, from, Math.min(from + PIECE_LENGTH, piece.length))
  })
}
