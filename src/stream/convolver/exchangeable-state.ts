import type { Samples } from '../../samples.js'
import { allOrNothing, type Block, requireLive } from '../../wasm/heap.js'
import { scratch } from '../../wasm/workspace.js'
import { ConvolutionState } from './convolution-state.js'
import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { MOST_SAMPLES } from '../snapshot/most-samples.js'
import type { PreparedKernel } from './prepared-kernel.js'
import type { Routing } from './routing.js'
import { type ExchangeParts, loadExchange, saveExchange } from './saved-exchange.js'
import { type Arrival, type Exchange, type Layer, Takeover } from './takeover.js'

/**
 * The convolution of a stream with kernels that can be exchanged. Behaves like a `ConvolutionState`. While one kernel fades into
 * another, it holds the states of both and mixes the outputs that they share.
 */
export class ExchangeableState {
  /** In order of arrival. Outside cross-fades, only the newest one. */
  readonly #layers: Layer[]
  #newest: Layer
  /** The takeover in progress, and those that follow it. */
  #takeover: Takeover | undefined
  #next: Arrival | undefined

  constructor({ layers, takeover, next }: ExchangeParts) {
    this.#layers = [...layers]
    this.#newest = layers[layers.length - 1]
    this.#takeover = takeover
    this.#next = next
  }

  /** Starts with kernels that are in use from the first output on; `owned` are those that nothing else uses. */
  static of(state: ConvolutionState, owned: readonly PreparedKernel[]): ExchangeableState {
    const layers = [{ state, owned, from: 0, fade: 0 }]
    return new ExchangeableState({ layers, takeover: undefined, next: undefined })
  }

  /** What is in use, without scheduled takeovers. */
  get routing(): Routing {
    return this.#newest.state.routing
  }

  /** One of the kernels in use. */
  get kernel(): PreparedKernel {
    return this.routing.kernel
  }

  get lag(): number {
    return this.#newest.state.lag
  }

  /** Whether no kernel is scheduled or fading in. */
  get isSteady(): boolean {
    return this.#layers.length === 1 && this.#takeover === undefined
  }

  /** The number of past inputs that are kept. */
  get past(): number {
    return this.#newest.state.past
  }

  /** The index of the next input. */
  get written(): number {
    return this.#newest.state.written
  }

  /** The number of outputs that are waiting. */
  get waiting(): number {
    return this.#layers[0].state.waiting
  }

  /** The number of outputs that would follow after the end of the input: the longest tail in use or scheduled. */
  get tailLength(): number {
    // From the last kernel to the first: once a later kernel has faded in, earlier ones are silent.
    let heard = Infinity
    let longest = 0
    for (const { state, from, fade } of [...this.#layers, ...this.#expected].reverse()) {
      const tail = Math.min(state.routing.kernel.length - 1, heard)
      if (from - this.written < tail) longest = Math.max(longest, tail)
      heard = Math.min(heard, from + fade - this.written)
    }
    return longest
  }

  /** Before the first sample: see `ConvolutionState.presume`. */
  presume(source: Block, from: number, stride: number, count: number): void {
    for (const { state } of this.#layers) state.presume(source, from, stride, count)
  }

  /** Takes source[from..from + count) for the first input. Each further input follows `stride` samples later. */
  push(source: Block, from: number, stride: number, count: number): void {
    for (let done = 0; done < count;) {
      const run = Math.min(count - done, (this.#takeover?.from ?? Infinity) - this.written)
      for (let i = 0; i < this.#layers.length; i++) {
        this.#layers[i].state.push(source, from + done, stride, run)
      }
      done += run
      if (this.#takeover !== undefined) this.#advance(this.#takeover)
    }
  }

  /**
   * Writes the next outputs, at most those that are waiting, to target[at..at + count), with channels laid out as in `push`. While
   * kernels are being exchanged, uses as many samples of the scratch block from `spare` on.
   */
  pull(target: Block, at: number, stride: number, count: number, spare: number): void {
    // The common case first. It allocates nothing.
    if (this.#layers.length === 1) {
      this.#newest.state.pull(target, at, stride, count)
      return
    }
    const [oldest, ...later] = this.#layers
    const position = oldest.state.written - oldest.state.waiting
    oldest.state.pull(target, at, stride, count)
    for (const { state, from, fade } of later) {
      // The newer kernel's state has no outputs from before the exchange.
      const skipped = Math.max(from - position, 0)
      if (skipped >= count) break
      const { samples } = scratch(target.precision)
      state.pull(scratch(target.precision), spare, stride, count - skipped)
      for (let i = 0; i < this.routing.outputCount; i++) {
        const first = position + skipped - from
        const to = at + i * stride + skipped
        mix(target.samples, to, samples, spare + i * stride, count - skipped, first, fade)
      }
    }
    this.#dropFaded(position + count)
  }

  /**
   * Schedules the takeover of kernels. Without a delay, they take over at once and replace all scheduled ones. With a delay, they
   * wait for a running fade and for a takeover in progress, and replace those that were waiting. All memory is allocated here, and
   * none later. If this fails, nothing has changed.
   */
  exchange({ routing, owned, delay, fade, state = new ConvolutionState(routing) }: Exchange): void {
    const arrival = { state, owned, delay, fade }
    if (delay === 0) this.#takeOver(new Takeover(this.#newest.state, arrival, 0))
    else if (this.#takeover === undefined) this.#begin(arrival)
    else {
      if (this.#next !== undefined) release(this.#next)
      this.#next = arrival
    }
  }

  /** Writes the state; while kernels are being exchanged, with all kernels in play. */
  save(writer: SnapshotWriter): void {
    const { written, waiting, isSteady } = this
    for (const number of [written, waiting]) writer.number(number)
    writer.flag(isSteady)
    if (isSteady) this.#newest.state.save(writer, written - waiting)
    else {
      const parts = { layers: this.#layers, takeover: this.#takeover, next: this.#next }
      saveExchange(writer, parts, written - waiting)
    }
  }

  /**
   * Reads what `save` wrote. All memory is allocated here.
   *
   * @param routing That of the kernels in use or, if kernels were being exchanged, of any in play.
   * @param owned Its kernels, if nothing else uses them.
   * @param first The index of the first sample.
   * @throws RangeError if it is not in play, or the snapshot holds an impossible state.
   */
  static load(
    reader: SnapshotReader,
    routing: Routing,
    owned: readonly PreparedKernel[],
    first: number,
  ): ExchangeableState {
    const written = reader.count(first, MOST_SAMPLES)
    const mostWaiting = Math.max(routing.kernel.blockSize - 1, 0)
    const read = written - reader.count(0, Math.min(mostWaiting, written - first))
    return allOrNothing(() => {
      if (!reader.flag()) {
        return new ExchangeableState(loadExchange(reader, { routing, owned }, read, written))
      }
      const state = new ConvolutionState(routing)
      state.load(reader, read, written)
      return ExchangeableState.of(state, owned)
    })
  }

  /** Starts again with the kernels that were set last, even if they have not taken over yet. The first sample has this index. */
  reset(index: number): void {
    const { state, owned } = this.#next ?? this.#takeover?.arrival ?? this.#newest
    for (const part of this.#parts) {
      if (part.state !== state) release(part)
    }
    this.#takeover = undefined
    this.#next = undefined
    this.#newest = { state, owned, from: 0, fade: 0 }
    this.#layers.splice(0, Infinity, this.#newest)
    for (const kernel of state.routing.kernels) kernel.prepare(Infinity)
    state.reset(index)
  }

  /** @throws Error if kernels that are in use or scheduled have been disposed of. */
  requireKernels(): void {
    for (let i = 0; i < this.#layers.length; i++) requireLiveKernel(this.#layers[i])
    if (this.#takeover !== undefined) requireLiveKernel(this.#takeover.arrival)
    if (this.#next !== undefined) requireLiveKernel(this.#next)
  }

  dispose(): void {
    for (const part of this.#parts) release(part)
  }

  /** Everything that holds memory: what is in use, and what is scheduled. */
  get #parts(): readonly (Layer | Arrival)[] {
    return [...this.#layers, ...this.#arrivals]
  }

  get #arrivals(): readonly Arrival[] {
    if (this.#takeover === undefined) return []
    const { arrival } = this.#takeover
    return this.#next === undefined ? [arrival] : [arrival, this.#next]
  }

  /** The next kernels of the stream, and the output at which they take over. */
  get #expected(): readonly Layer[] {
    if (this.#takeover === undefined) return []
    const { arrival, from } = this.#takeover
    const next = this.#next
    return [
      { ...arrival, from },
      ...(next === undefined ? [] : [{ ...next, from: from + Math.max(next.delay, arrival.fade) }]),
    ]
  }

  #begin(arrival: Arrival): void {
    const { from, fade } = this.#newest
    const delay = Math.max(arrival.delay, from + fade - this.written)
    this.#takeover = new Takeover(this.#newest.state, arrival, delay)
  }

  /** Advances the takeover in progress, and completes it when its time has come. */
  #advance(takeover: Takeover): void {
    if (this.written < takeover.from) takeover.advance()
    else {
      const next = this.#next
      this.#takeover = undefined
      this.#next = undefined
      this.#takeOver(takeover)
      if (next !== undefined) this.#begin(next)
    }
  }

  /** Makes a layer of the takeover that is complete, and drops all other scheduled ones. */
  #takeOver(takeover: Takeover): void {
    const { from, arrival } = takeover
    takeover.complete()
    for (const other of this.#arrivals) release(other)
    this.#takeover = undefined
    this.#next = undefined
    this.#newest = { state: arrival.state, owned: arrival.owned, from, fade: arrival.fade }
    this.#layers.push(this.#newest)
    this.#dropFaded(this.written - this.waiting)
  }

  /** Drops the layers that contribute nothing to outputs from `position` on. */
  #dropFaded(position: number): void {
    // Almost always the case; a stream in steady state allocates nothing.
    if (this.#layers.length === 1) return
    const first = this.#layers.findLastIndex(({ from, fade }) => position >= from + fade)
    for (const layer of this.#layers.splice(0, Math.max(first, 0))) release(layer)
  }
}

function requireLiveKernel({ state }: Layer | Arrival): void {
  requireLive(state.routing.kernel.isDisposed)
}

function release({ state, owned }: Layer | Arrival): void {
  state.dispose()
  for (const kernel of owned) kernel.dispose()
}

/**
 * old += weight·(new − old), where the weight rises from 0 to 1 as half a cosine over `fade` outputs. The two weights add up to 1,
 * so what both kernels have in common stays unchanged. `first` is the index of the first output in the fade.
 */
function mix(
  old: Samples,
  at: number,
  next: Samples,
  from: number,
  count: number,
  first: number,
  fade: number,
): void {
  for (let i = 0; i < count; i++) {
    const weight = first + i >= fade ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * (first + i + 1)) / (fade + 1))
    old[at + i] = weight === 1 ? next[from + i] : old[at + i] + weight * (next[from + i] - old[at + i])
  }
}
