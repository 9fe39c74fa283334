import type { Initial } from './initial.js'
import type { KernelOptions } from './prepared-kernel.js'

/** The options of `Convolver` and `ConvolverMatrix`. */
export interface ConvolverOptions extends KernelOptions {
  /**
   * What the samples before the first one are taken to be. 'zero', the default: the full linear convolution. 'first': the same as the first
   * one, so that a constant stays what it is from the first output on (times the sum of the taps), and a step does not begin at half its
   * height. The first chunk then costs one kernel length more. After `reset` and `flush` the next sample is the first.
   */
  readonly initial?: Initial
}
