import type { Samples } from '../../samples.js'
import { hasPlan, keepPlan, transformPlan } from '../../transform/block-transform.js'
import { allOrNothing, Block } from '../../wasm/heap.js'
import { clear } from '../../wasm/samples.js'
import { ConvolutionState } from './convolution-state.js'
import { type KernelPlan, PreparedKernel } from './prepared-kernel.js'
import { Routing } from './routing.js'
import { layoutOf } from './state-layout.js'

/** A prepared matrix as plain arrays, which can be posted to another thread. */
export interface MatrixParts {
  readonly inputCount: number
  readonly outputCount: number
  /** What all kernels have in common. */
  readonly plan: KernelPlan
  /** For each kernel, its head and the spectra of its levels. */
  readonly kernels: readonly (readonly Samples[])[]
  readonly routes: readonly RoutePart[]
  readonly tables: readonly TwiddleTable[]
}

interface RoutePart {
  readonly input: number
  readonly output: number
  /** The index of the kernel. */
  readonly kernel: number
  readonly length: number
}

interface TwiddleTable {
  readonly size: number
  readonly twiddles: Samples
}

/** Copies all that another thread needs in order to stream with these kernels. */
export function partsOf(routing: Routing): MatrixParts {
  const { kernels, kernel, inputCount, outputCount } = routing
  const { length, precision, blockSize, plan } = kernel
  return {
    inputCount,
    outputCount,
    plan: { length, precision, blockSize, plan },
    kernels: kernels.map(({ head, spectra }) => [head, ...spectra].map(copied)),
    routes: routing.routes.map((route) => ({
      input: route.input,
      output: route.output,
      kernel: kernels.indexOf(route.kernel),
      length: route.length,
    })),
    tables: plan.levels.map(({ blockLength: size }) => ({
      size,
      twiddles: copied(transformPlan(size, precision).twiddles),
    })),
  }
}

/** The memory of the parts, for a transfer. */
export function buffersOf({ kernels, tables }: MatrixParts): ArrayBuffer[] {
  return [...kernels.flat(), ...tables.map(({ twiddles }) => twiddles)].map(
    ({ buffer }) => buffer as ArrayBuffer,
  )
}

function copied({ samples }: Block): Samples {
  return samples.slice()
}

/**
 * Copies the parts of a matrix into this thread's memory and makes a state for them, step by step: doing it all at once would take
 * too long for a real-time thread.
 */
export class MatrixReceiver {
  readonly routing: Routing
  readonly #parts: MatrixParts
  readonly #memory: Block
  readonly #work: Iterator<void, ConvolutionState, number>
  #state: ConvolutionState | undefined

  /** @throws RangeError if there is no memory. */
  constructor(parts: MatrixParts) {
    this.#parts = parts
    const [routing, memory] = allOrNothing(() => placesFor(parts))
    this.routing = routing
    this.#memory = memory
    this.#work = this.#steps()
    this.#work.next(0)
  }

  /**
   * Copies or clears about `count` more samples. Returns the state of a stream with these kernels once all is done, and undefined before.
   *
   * @throws RangeError if there is no memory for twiddle factors.
   */
  step(count: number): ConvolutionState | undefined {
    if (this.#state !== undefined) return this.#state
    const { done, value } = this.#work.next(count)
    if (done === true) this.#state = value
    return this.#state
  }

  dispose(): void {
    for (const kernel of this.routing.kernels) kernel.dispose()
    this.#memory.free()
  }

  *#steps(): Generator<void, ConvolutionState, number> {
    let left = yield
    for (const { target, source } of this.#copies()) {
      for (let from = 0; from < target.length;) {
        while (left <= 0) left = yield
        const to = Math.min(target.length, from + left)
        if (source === undefined) clear(target, from, to - from)
        else target.samples.set(source.subarray(from, to), from)
        left -= to - from
        from = to
      }
    }
    return new ConvolutionState(this.routing, this.#memory)
  }

  /** The blocks, and what to copy into them; without a source, zeros. */
  *#copies(): Generator<{ readonly target: Block; readonly source?: Samples }, void> {
    const { kernels, tables, plan } = this.#parts
    for (const [i, { head, spectra }] of this.routing.kernels.entries()) {
      for (const [k, target] of [head, ...spectra].entries()) yield { target, source: kernels[i][k] }
    }
    for (const { size, twiddles } of tables) {
      if (hasPlan(size, plan.precision)) continue
      const target = new Block(twiddles.length, plan.precision, { isBare: true })
      yield { target, source: twiddles }
      keepPlan(target, size, plan.precision)
    }
    yield { target: this.#memory }
  }
}

/** The memory of the kernels and of the state, not filled yet. */
function placesFor(parts: MatrixParts): [Routing, Block] {
  const kernels = parts.kernels.map(() => PreparedKernel.planned(parts.plan))
  const routes = parts.routes.map((route) => ({ ...route, kernel: kernels[route.kernel] }))
  const routing = new Routing(parts.inputCount, parts.outputCount, routes)
  return [routing, new Block(layoutOf(routing).length, parts.plan.precision, { isBare: true })]
}
