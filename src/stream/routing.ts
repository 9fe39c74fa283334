import type { PreparedKernel } from './prepared-kernel.js'

/** A kernel on the way from an input to an output. */
export interface Route {
  readonly input: number
  readonly output: number
  /** All kernels of a routing have one plan, and so are equally long: with zeros behind their own taps, if need be. */
  readonly kernel: PreparedKernel
  /** How many taps the kernel has without these zeros. */
  readonly length: number
}

/** Which inputs go to which outputs, and through which kernels: at least one. Immutable, and shared by streams. */
export class Routing {
  readonly inputCount: number
  readonly outputCount: number
  readonly routes: readonly Route[]
  /** The routes that lead to each output. */
  readonly byOutput: readonly (readonly Route[])[]
  /** The inputs from which a route leads. */
  readonly usedInputs: readonly number[]
  /** One of the kernels, for what all have in common: plan, length, precision, block size. */
  readonly kernel: PreparedKernel

  constructor(inputCount: number, outputCount: number, routes: readonly Route[]) {
    this.inputCount = inputCount
    this.outputCount = outputCount
    this.routes = routes
    this.byOutput = Array.from({ length: outputCount }, (_, j) => routes.filter(({ output }) => output === j))
    this.usedInputs = [...new Set(routes.map(({ input }) => input))]
    this.kernel = routes[0].kernel
  }
}

const singles = /* @__PURE__ */ new WeakMap<PreparedKernel, Routing>()

/** The routing of a kernel from one input to one output: made once for all streams. */
export function singleRouting(kernel: PreparedKernel): Routing {
  const known = singles.get(kernel)
  if (known !== undefined) return known
  const routing = new Routing(1, 1, [{ input: 0, output: 0, kernel, length: kernel.length }])
  singles.set(kernel, routing)
  return routing
}
