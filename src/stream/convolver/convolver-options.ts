import { type OptionNames, readOptions, requireOneOf, withNames } from '../../require.js'
import type { Precision } from '../../samples.js'
import type { Initial } from './initial.js'
import { KERNEL_OPTIONS, type KernelOptions, readKernelOptions } from './prepared-kernel.js'

/** The options of `Convolver` and `ConvolverMatrix`. */
export interface ConvolverOptions<Given extends Precision = Precision> extends KernelOptions {
  /** The arithmetic. Default: 'float32' if the kernel is a `Float32Array`, else 'float64'. */
  readonly precision?: Given
  /**
   * The assumed samples before the first one. 'zero', the default, gives the full linear convolution. 'first' repeats the first
   * sample, so that a constant stays constant from the first output on (times the sum of the taps) and a stream does not start with
   * a ramp from 0. The first chunk then costs one kernel length more. After `reset` and `flush`, the next sample is the first.
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
