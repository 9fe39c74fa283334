import type { Samples } from '../samples.js'
import { type Block, disposedError } from '../wasm/heap.js'
import { scratch } from '../wasm/workspace.js'
import { ConvolutionState } from './convolution-state.js'
import type { PreparedKernel } from './prepared-kernel.js'
import type { Routing } from './routing.js'
import { type Exchange, Takeover } from './takeover.js'

/** Kernels in use, and from which output on, over how many outputs, they take over from those before. */
interface Layer {
  readonly state: ConvolutionState
  /** The kernels that nobody else uses. */
  readonly owned: readonly PreparedKernel[]
  readonly from: number
  readonly fade: number
}

/**
 * A stream's convolution with kernels that can be exchanged. Behaves as a `ConvolutionState`; while one kernel fades
 * into another it holds the states of both, and the outputs that they have in common are mixed.
 */
export class ExchangeableState {
  /** In the order in which they came. Only the newest one, but for the time of cross-fades. */
  readonly #layers: Layer[]
  /** What is on its way, and what is to follow then. */
  #takeover: Takeover | undefined
  #next: Exchange | undefined

  constructor(state: ConvolutionState, owned: readonly PreparedKernel[]) {
    this.#layers = [{ state, owned, from: 0, fade: 0 }]
  }

  /** What is in use, without what is on its way. */
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

  /** The index of the next input. */
  get written(): number {
    return this.#newest.state.written
  }

  /** How many outputs are waiting. */
  get waiting(): number {
    return this.#layers[0].state.waiting
  }

  /** How many outputs would follow after the end of the input: the longest tail that is, or will be, heard. */
  get tailLength(): number {
    const parts = [
      ...this.#layers.map(({ state, from, fade }) => ({ routing: state.routing, from, fade })),
      ...this.#expected,
    ]
    const tails = parts.map(({ routing, from }, i) => {
      const { length } = routing.kernel
      const next = parts.at(i + 1)
      const heard = next === undefined ? Infinity : next.from + next.fade - this.written
      return from - this.written < length - 1 ? Math.min(length - 1, heard) : 0
    })
    return Math.max(...tails)
  }

  /** Takes source[from..from + count) for the first input, `stride` samples further on for each other one. */
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
   * Puts the next outputs, which are no more than are waiting, at target[at..at + count), and so on as `push` has it. While
   * kernels are exchanged, as many samples of the scratch block from `spare` on are used.
   */
  pull(target: Block, at: number, stride: number, count: number, spare: number): void {
    // The plain case first, which allocates nothing.
    if (this.#layers.length === 1) {
      this.#newest.state.pull(target, at, stride, count)
      return
    }
    const [oldest, ...later] = this.#layers
    const position = oldest.state.written - oldest.state.waiting
    oldest.state.pull(target, at, stride, count)
    for (const { state, from, fade } of later) {
      // The outputs before the exchange are not among those that the newer kernel's state has.
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
   * Lets kernels take over. Without a delay at once, and instead of those that are on their way; else no sooner than a fade
   * that goes on is over. Where others are on their way these come first, and of those that wait for their turn only the last
   * ones remain. Where this fails, nothing has changed.
   */
  exchange(exchange: Exchange): void {
    if (exchange.delay === 0) this.#takeOver(new Takeover(this.#newest.state, exchange))
    else if (this.#takeover === undefined) this.#begin(exchange)
    else {
      if (this.#next !== undefined) releaseAll(this.#next.owned)
      this.#next = exchange
    }
  }

  /**
   * All of the state as bytes.
   *
   * @throws Error while kernels are exchanged.
   */
  snapshot(): Uint8Array<ArrayBuffer> {
    if (this.#layers.length > 1 || this.#takeover !== undefined) {
      throw new Error('a kernel is being exchanged: take the snapshot when the fade is over')
    }
    return this.#newest.state.snapshot()
  }

  /** Another state in place of this one, which cannot be used any more: of the kernels in use, or of others. */
  replaced(other: ConvolutionState, owned = this.#newest.owned): ExchangeableState {
    this.#cancel(owned)
    for (const layer of this.#layers.splice(0)) {
      layer.state.dispose()
      if (layer.owned !== owned) releaseAll(layer.owned)
    }
    return new ExchangeableState(other, owned)
  }

  /** A stream that begins anew with the kernels that came last, even if they are still on their way. Ends this one. */
  restarted(): ExchangeableState {
    const { routing, owned } = this.#next ??
      this.#takeover?.exchange ?? { ...this.#newest, routing: this.routing }
    for (const kernel of routing.kernels) kernel.prepare(Infinity)
    return this.replaced(new ConvolutionState(routing), owned)
  }

  /** @throws Error if kernels that are in use, or on their way, have been disposed of. */
  requireKernels(): void {
    if (this.routing.kernel.isDisposed || this.#takeover?.exchange.routing.kernel.isDisposed === true) {
      throw disposedError()
    }
  }

  dispose(): void {
    this.#cancel()
    for (const layer of this.#layers) release(layer)
  }

  get #newest(): Layer {
    return this.#layers[this.#layers.length - 1]
  }

  /** What is to become of the stream, and from which output on. */
  get #expected(): (Exchange & { readonly from: number })[] {
    if (this.#takeover === undefined) return []
    const { exchange, from } = this.#takeover
    const next = this.#next
    return [
      { ...exchange, from },
      ...(next === undefined ? [] : [{ ...next, from: from + Math.max(next.delay, exchange.fade) }]),
    ]
  }

  #begin(exchange: Exchange): void {
    const { from, fade } = this.#newest
    const delay = Math.max(exchange.delay, from + fade - this.written)
    this.#takeover = new Takeover(this.#newest.state, { ...exchange, delay })
  }

  /** Lets what is on its way come nearer, and take over where it is time. */
  #advance(takeover: Takeover): void {
    if (this.written < takeover.from) takeover.advance()
    else {
      const next = this.#next
      this.#next = undefined
      this.#takeOver(takeover)
      if (next !== undefined) this.#begin(next)
    }
  }

  /** Makes a layer of what is on its way, as soon as it is complete; what else is on its way is given up. */
  #takeOver(takeover: Takeover): void {
    const { from, exchange } = takeover
    const layer = { state: takeover.complete(), owned: exchange.owned, from, fade: exchange.fade }
    if (this.#takeover === takeover) this.#takeover = undefined
    this.#cancel(exchange.owned)
    this.#layers.push(layer)
    this.#dropFaded(this.written - this.waiting)
  }

  /** Gives up what is on its way. Its kernels are released, but for those to be kept. */
  #cancel(kept?: readonly PreparedKernel[]): void {
    for (const exchange of [this.#takeover?.exchange, this.#next]) {
      if (exchange !== undefined && exchange.owned !== kept) releaseAll(exchange.owned)
    }
    this.#takeover?.dispose()
    this.#takeover = undefined
    this.#next = undefined
  }

  /** Drops the layers of which no output from `position` on will be heard. */
  #dropFaded(position: number): void {
    // Nearly always; a stream in steady state allocates nothing.
    if (this.#layers.length === 1) return
    const first = this.#layers.findLastIndex(({ from, fade }) => position >= from + fade)
    for (const layer of this.#layers.splice(0, Math.max(first, 0))) release(layer)
  }
}

function release({ state, owned }: Layer): void {
  state.dispose()
  releaseAll(owned)
}

function releaseAll(kernels: readonly PreparedKernel[]): void {
  for (const kernel of kernels) kernel.dispose()
}

/**
 * old += weight·(new − old), where the weight rises from 0 to 1 as half a cosine over `fade` outputs. The sum of the two
 * weights is 1, so that what both kernels have in common stays as it is. `first` is the index of the first output in the
 * fade.
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
