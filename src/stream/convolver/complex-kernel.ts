import type { ComplexSignal } from '../../complex.js'
import { readComplex } from '../../read-complex.js'
import type { SignalLike } from '../../samples.js'
import { checkedTaps } from './kernel-taps.js'
import type { KernelDetails, KernelOptions } from './prepared-kernel.js'
import { type KernelMatrix, PreparedMatrix } from './prepared-matrix.js'
import type { Routing } from './routing.js'

/**
 * The prepared taps of a `ComplexConvolver`. As (a + ib)·(c + id) = ac − bd + i·(ad + bc), there is a kernel from each part of the
 * signal to each part of the result.
 */
export class ComplexKernel {
  readonly routing: Routing

  /** @throws TypeError, RangeError as `ComplexConvolver`. */
  constructor(kernel: SignalLike | ComplexSignal, options: KernelOptions, details: KernelDetails = {}) {
    const { re, im, precision: own } = readComplex(kernel, 'kernel')
    const { precision = own } = options
    if (im !== undefined && re.length === 0)
      throw new RangeError('kernel must have at least one tap, got none')
    const first = checkedTaps(re, precision, im === undefined ? 'kernel' : 'kernel.re')
    const second = im && checkedTaps(im, precision, 'kernel.im')
    const matrix: KernelMatrix =
      second === undefined
        ? [
            [first, null],
            [null, first],
          ]
        : [
            [first, second],
            [second.map((tap) => -tap), first],
          ]
    this.routing = new PreparedMatrix(matrix, { ...options, precision }, details).routing
  }
}
