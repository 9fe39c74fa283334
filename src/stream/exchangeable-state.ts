import type { Samples } from '../samples.js'
import type { Block } from '../wasm/heap.js'
import { scratch } from '../wasm/workspace.js'
import { ConvolutionState } from './convolution-state.js'
import type { PreparedKernel } from './prepared-kernel.js'

/** A kernel in use, and from which output on, over how many outputs, it takes over from the one before. */
interface Layer {
  readonly state: ConvolutionState
  readonly ownsKernel: boolean
  readonly from: number
  readonly fade: number
}

/**
 * One stream's convolution with a kernel that can be exchanged. Behaves as a `ConvolutionState`; while one kernel fades
 * into another it holds the states of both, and the outputs that they have in common are mixed.
 */
export class ExchangeableState {
  /** In the order in which they came. Only the newest one, but for the time of a cross-fade. */
  #layers: Layer[]

  constructor(state: ConvolutionState, ownsKernel: boolean) {
    this.#layers = [{ state, ownsKernel, from: 0, fade: 0 }]
  }

  /** The kernel that came last. */
  get kernel(): PreparedKernel {
    return this.#newest.state.kernel
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

  /** How many outputs would follow after the end of the input: the longest tail that is still heard. */
  get tailLength(): number {
    const tails = this.#layers.map(({ state }, i) => {
      const next = this.#layers.at(i + 1)
      const heard = next === undefined ? Infinity : next.from + next.fade - this.written
      return Math.min(state.kernel.length - 1, heard)
    })
    return Math.max(...tails)
  }

  /** Takes source[from..from + count). */
  push(source: Block, from: number, count: number): void {
    for (let i = 0; i < this.#layers.length; i++) this.#layers[i].state.push(source, from, count)
  }

  /**
   * target[at..at + count) = the next outputs, which are no more than are waiting. While kernels are exchanged, the
   * samples of the scratch block from `spare` on are used.
   */
  pull(target: Block, at: number, count: number, spare: number): void {
    // The plain case first, which allocates nothing.
    if (this.#layers.length === 1) {
      this.#newest.state.pull(target, at, count)
      return
    }
    const [oldest, ...later] = this.#layers
    const position = oldest.state.written - oldest.state.waiting
    oldest.state.pull(target, at, count)
    for (const layer of later) {
      // The outputs before the exchange are not among those that the newer kernel's state has.
      const skipped = Math.max(layer.from - position, 0)
      if (skipped >= count) break
      const block = scratch(target.precision)
      layer.state.pull(block, spare, count - skipped)
      const first = position + skipped - layer.from
      mix(target.samples, at + skipped, block.samples, spare, count - skipped, first, layer.fade)
    }
    this.#dropFaded(position + count)
  }

  /** Lets a kernel take over with the next input, at once or over `fade` outputs. */
  exchange(kernel: PreparedKernel, ownsKernel: boolean, fade: number): void {
    const state = this.#newest.state.continueWith(kernel)
    this.#layers.push({ state, ownsKernel, from: this.written, fade })
    this.#dropFaded(this.written - this.waiting)
  }

  /**
   * All of the state as bytes.
   *
   * @throws Error while kernels are exchanged.
   */
  snapshot(): Uint8Array<ArrayBuffer> {
    if (this.#layers.length > 1) {
      throw new Error('a kernel is being exchanged: take the snapshot when the fade is over')
    }
    return this.#newest.state.snapshot()
  }

  /** Another state of the newest kernel in place of this one, which cannot be used any more. */
  replaced(other: ConvolutionState): ExchangeableState {
    const { state, ownsKernel } = this.#newest
    for (const layer of this.#layers.slice(0, -1)) release(layer)
    state.dispose()
    return new ExchangeableState(other, ownsKernel)
  }

  dispose(): void {
    for (const layer of this.#layers) release(layer)
  }

  get #newest(): Layer {
    return this.#layers[this.#layers.length - 1]
  }

  /** Drops the layers of which no output from `position` on will be heard. */
  #dropFaded(position: number): void {
    // Nearly always; a stream in steady state allocates nothing.
    if (this.#layers.length === 1) return
    const first = this.#layers.findLastIndex(({ from, fade }) => position >= from + fade)
    for (const layer of this.#layers.splice(0, Math.max(first, 0))) release(layer)
  }
}

function release({ state, ownsKernel }: Layer): void {
  state.dispose()
  if (ownsKernel) state.kernel.dispose()
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
