import type { Precision, Samples, TypedSignal } from '../samples.js'
import { choiceFor, type Method } from './choose-method.js'
import { directConvolution } from './direct.js'
import { type Extent } from './mode.js'
import { segmentedConvolution } from './overlap-add.js'
import { requireMethodFits } from './require-method-fits.js'
import { scaled } from './scaled.js'
import { Source } from './source.js'
import { areWhole, roundAll } from './whole.js'

/**
 * Computes out[i] = the full convolution of two signals at index extent.start + i, or 0 where it has no such index. The output
 * must not share its memory with an input.
 *
 * The order of the inputs affects only the cost: the shorter one is the kernel.
 */
export function convolution(
  signal: TypedSignal,
  kernel: TypedSignal,
  extent: Extent,
  out: Samples,
  precision: Precision,
  method: Method,
): void {
  const { longer, shorter, inside, results } = insideOf(signal, kernel, extent, out)
  if (inside.length > 0) computeInside(longer, shorter, inside, results, precision, method)
}

/** The part of a convolution in which there are sums. */
export interface Inside {
  readonly longer: TypedSignal
  readonly shorter: TypedSignal
  readonly inside: Extent
  /** Receives the results inside. */
  readonly results: Samples
}

/** The part of an extent in which there are sums, with the inputs in order of length. Sets `out` to 0 outside of it. */
export function insideOf(signal: TypedSignal, kernel: TypedSignal, extent: Extent, out: Samples): Inside {
  const [longer, shorter] = signal.length >= kernel.length ? [signal, kernel] : [kernel, signal]
  const start = Math.max(extent.start, 0)
  const end = Math.min(extent.start + extent.length, signal.length + kernel.length - 1)
  if (start > extent.start || end < extent.start + extent.length) out.fill(0)
  const length = shorter.length === 0 ? 0 : Math.max(end - start, 0)
  const results = out.subarray(start - extent.start, start - extent.start + length)
  return { longer, shorter, inside: { start, length }, results }
}

function computeInside(
  longer: TypedSignal,
  shorter: TypedSignal,
  extent: Extent,
  out: Samples,
  precision: Precision,
  method: Method,
): void {
  const choice = choiceFor(extent, longer.length, shorter.length, precision)
  const chosen = method === 'auto' ? choice.method : method
  requireMethodFits(choice, chosen, longer.length, shorter.length)
  const compute = (signal: Source, kernel: Source): boolean =>
    chosen === 'direct'
      ? directConvolution(signal, kernel, extent, out)
      : segmentedConvolution(signal, kernel, extent, out, choice.fftSize[chosen])
  const signal = new Source(longer, precision)
  const kernel = new Source(shorter, precision)
  if (!compute(signal, kernel)) computeScaled(longer, shorter, out, precision, compute)
  if (chosen !== 'direct' && areWhole(shorter) && areWhole(longer)) roundAll(out)
  signal.fillGaps(out, extent.start, shorter.length)
  kernel.fillGaps(out, extent.start, longer.length)
}

/**
 * For sums that overflowed although the results may not: computes them again from inputs whose greatest magnitude is near 1,
 * and scales the results.
 */
function computeScaled(
  longer: TypedSignal,
  shorter: TypedSignal,
  out: Samples,
  precision: Precision,
  compute: (signal: Source, kernel: Source) => unknown,
): void {
  const [signal, kernel] = [scaled(longer, precision), scaled(shorter, precision)]
  compute(new Source(signal.samples, precision), new Source(kernel.samples, precision))
  // Multiply by the lesser scale first, as the greater one alone might overflow.
  const [lesser, greater] = [signal.scale, kernel.scale].sort((a, b) => a - b)
  for (let n = 0; n < out.length; n++) out[n] = out[n] * lesser * greater
}
