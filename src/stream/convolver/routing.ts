import type { PreparedKernel } from './prepared-kernel.js'
import { type Schedule, scheduleOf } from './schedule-of.js'

/** A kernel on the way from an input to an output. */
export interface Route {
  readonly input: number
  readonly output: number
  /** All kernels of a routing share one plan and so have the same length, padded with zeros if necessary. */
  readonly kernel: PreparedKernel
  /** The number of taps of the kernel without these zeros. */
  readonly length: number
}

/** Which inputs go to which outputs, through which kernels (at least one). Immutable, and shared by streams. */
export class Routing {
  readonly inputCount: number
  readonly outputCount: number
  readonly routes: readonly Route[]
  /** The routes that lead to each output. */
  readonly byOutput: readonly (readonly Route[])[]
  /** The inputs from which a route leads. */
  readonly usedInputs: readonly number[]
  readonly kernels: readonly PreparedKernel[]
  /** One of the kernels, for what they all share: plan, length, precision, block size. */
  readonly kernel: PreparedKernel
  /** For each level of the plan, the tasks of two blocks. */
  readonly schedules: readonly Schedule[]

  constructor(inputCount: number, outputCount: number, routes: readonly Route[]) {
    const byOutput = Array.from({ length: outputCount }, (): Route[] => [])
    for (const route of routes) byOutput[route.output].push(route)
    this.inputCount = inputCount
    this.outputCount = outputCount
    this.routes = routes
    this.byOutput = byOutput
    this.usedInputs = [...new Set(routes.map(({ input }) => input))]
    this.kernels = [...new Set(routes.map(({ kernel }) => kernel))]
    this.kernel = routes[0].kernel
    this.schedules = this.kernel.plan.levels.map((level, index) =>
      scheduleOf(level, index, byOutput, this.usedInputs),
    )
  }
}

const singles = /* @__PURE__ */ new WeakMap<PreparedKernel, Routing>()

/** The routing of a kernel from one input to one output, made once for all streams. */
export function singleRouting(kernel: PreparedKernel): Routing {
  const known = singles.get(kernel)
  if (known !== undefined) return known
  const routing = new Routing(1, 1, [{ input: 0, output: 0, kernel, length: kernel.length }])
  singles.set(kernel, routing)
  return routing
}
