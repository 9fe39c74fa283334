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

/** Which inputs go to which outputs, and through which kernels: at least one. */
export interface Routing {
  readonly inputCount: number
  readonly outputCount: number
  readonly routes: readonly Route[]
}

/** One input to one output. */
export function singleRouting(kernel: PreparedKernel): Routing {
  const route = { input: 0, output: 0, kernel, length: kernel.length }
  return { inputCount: 1, outputCount: 1, routes: [route] }
}
