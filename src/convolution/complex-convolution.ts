import type { Complex, ComplexSamples } from '../complex.js'
import { type Precision, type Samples, type TypedSignal, zeros } from '../samples.js'
import { binaryScale } from '../transform/binary-scale.js'
import { GREATEST_SIZE } from '../transform/block-transform.js'
import { choiceFor, type Method } from './choose-method.js'
import { complexOverlapAdd } from './complex-overlap-add.js'
import { directConvolution } from './direct.js'
import type { Extent } from './mode.js'
import { segmentedConvolution } from './overlap-add.js'
import { requireMethodFits } from './require-method-fits.js'
import { Source } from './source.js'
import { areWhole, roundAll } from './whole.js'

/** As `convolution`, of two complex signals. The outputs share no memory with the inputs. */
export function complexConvolution(
  signal: Complex<TypedSignal>,
  kernel: Complex<TypedSignal>,
  extent: Extent,
  out: ComplexSamples,
  precision: Precision,
  method: Method,
): void {
  const [longer, shorter] = signal.re.length >= kernel.re.length ? [signal, kernel] : [kernel, signal]
  const start = Math.max(extent.start, 0)
  const end = Math.min(extent.start + extent.length, longer.re.length + shorter.re.length - 1)
  if (start >= end || shorter.re.length === 0) return
  const part = (whole: Samples): Samples => whole.subarray(start - extent.start, end - extent.start)
  const inside = { re: part(out.re), im: part(out.im) }
  computeInside(longer, shorter, { start, length: end - start }, inside, precision, method)
}

function computeInside(
  longer: Complex<TypedSignal>,
  shorter: Complex<TypedSignal>,
  extent: Extent,
  out: ComplexSamples,
  precision: Precision,
  method: Method,
): void {
  const [signalLength, kernelLength] = [longer.re.length, shorter.re.length]
  const choice = choiceFor(extent, signalLength, kernelLength, precision)
  const chosen = method === 'auto' ? choice.method : method
  requireMethodFits(choice, chosen, signalLength, kernelLength)
  const size = chosen === 'direct' ? 0 : choice.fftSize[chosen]
  // A complex transform has as many points as a real one has samples.
  const complexSize = Math.min(2 * size, GREATEST_SIZE)
  const compute = (x: Complex<Source>, h: Complex<Source>): boolean => {
    if (2 * kernelLength <= complexSize) return complexOverlapAdd(x, h, extent, out, complexSize)
    return fourConvolutions(x, h, extent, out, (a, b, y) =>
      size === 0 ? directConvolution(a, b, extent, y) : segmentedConvolution(a, b, extent, y, size),
    )
  }
  const x = sources(longer, precision)
  const h = sources(shorter, precision)
  if (!compute(x, h)) computeScaled(longer, shorter, out, precision, compute)
  const parts = [longer.re, longer.im, shorter.re, shorter.im]
  for (const y of [out.re, out.im]) {
    if (size > 0 && parts.every(areWhole)) roundAll(y)
    for (const part of [x.re, x.im]) part.fillGaps(y, extent.start, kernelLength)
    for (const part of [h.re, h.im]) part.fillGaps(y, extent.start, signalLength)
  }
}

function sources({ re, im }: Complex<TypedSignal>, precision: Precision): Complex<Source> {
  return { re: new Source(re, precision), im: new Source(im, precision) }
}

/** By (a + ib)·(c + id) = ac − bd + i·(ad + bc): for the direct form, and for kernels too long for a transform. */
function fourConvolutions(
  x: Complex<Source>,
  h: Complex<Source>,
  extent: Extent,
  out: ComplexSamples,
  convolve: (a: Source, b: Source, out: Samples) => boolean,
): boolean {
  const other = zeros(extent.length, x.re.precision)
  const add = (y: Samples, sign: number): boolean => {
    let isFinite = true
    for (let n = 0; n < y.length; n++) {
      y[n] += sign * other[n]
      isFinite &&= Number.isFinite(y[n])
    }
    return isFinite
  }
  const areFinite = [
    convolve(x.re, h.re, out.re),
    convolve(x.im, h.im, other),
    add(out.re, -1),
    convolve(x.re, h.im, out.im),
    convolve(x.im, h.re, other),
    add(out.im, 1),
  ]
  return areFinite.every(Boolean)
}

/** As in `convolution`: for sums that overflow although their results may not. */
function computeScaled(
  longer: Complex<TypedSignal>,
  shorter: Complex<TypedSignal>,
  out: ComplexSamples,
  precision: Precision,
  compute: (x: Complex<Source>, h: Complex<Source>) => unknown,
): void {
  const [x, h] = [scaled(longer), scaled(shorter)]
  compute(sources(x, precision), sources(h, precision))
  const [lesser, greater] = [x.scale, h.scale].sort((a, b) => a - b)
  for (const y of [out.re, out.im]) for (let n = 0; n < y.length; n++) y[n] = y[n] * lesser * greater
}

/** Both parts divided by one power of two, with 0 for what is not finite. */
function scaled(signal: Complex<TypedSignal>): Complex<Float64Array> & { readonly scale: number } {
  const finite = (part: TypedSignal): Float64Array =>
    Float64Array.from(part, (sample) => (Number.isFinite(sample) ? sample : 0))
  const [re, im] = [finite(signal.re), finite(signal.im)]
  const scale = Math.max(binaryScale(re), binaryScale(im)) || 1
  return { re: re.map((sample) => sample / scale), im: im.map((sample) => sample / scale), scale }
}
