import { type OptionNames, readOptions, requireOneOf, withNames } from '../../require.js'
import type { Precision } from '../../samples.js'
import type { Initial } from './initial.js'
import { KERNEL_OPTIONS, type KernelOptions, readKernelOptions } from './prepared-kernel.js'

/** The options of `Convolver` and `ConvolverMatrix`. */
export interface ConvolverOptions<Given extends Precision = Precision> extends KernelOptions {
  /** The arithmetic. Default: that of the kernel, float32 for a `Float32Array` and float64 for all else. */
  readonly precision?: Given
  /**
   * What the samples before the first one are taken to be. 'zero', the default: the full linear convolution. 'first': the same as the first
   * one, so that a constant stays what it is from the first output on (times the sum of the taps), and a step does not begin at half its
   * height. The first chunk then costs one kernel length more. After `reset` and `flush` the next sample is the first.
   */
  readonly initial?: 'zero' | 'first'
}

export const CONVOLVER_OPTIONS: OptionNames<ConvolverOptions> = /* @__PURE__ */ withNames(KERNEL_OPTIONS, {
  initial: true,
})

/** The options, read once and checked, with the default of `initial`. */
export function readConvolverOptions(
  options: ConvolverOptions | undefined,
): ConvolverOptions & { readonly initial: Initial } {
  const { initial = 'zero', ...others } = readOptions(options, CONVOLVER_OPTIONS)
  requireOneOf(initial, ['zero', 'first'], 'initial')
  return { ...readKernelOptions(others), initial }
}
