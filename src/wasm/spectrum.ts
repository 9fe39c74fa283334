import { addressOf, type Block, bytesPerSample } from './heap.js'
import { instance } from './module.js'

// Products of spectra, of 2N samples each. Formulas are in assembly/spectrum.ts. The only check here is that blocks are not free,
// and nothing is allocated.

/** target = a·b, point by point; `length` is that of a spectrum, 2N. The target may be one of the factors. */
export function multiply(
  target: Block,
  at: number,
  a: Block,
  fromA: number,
  b: Block,
  fromB: number,
  length: number,
): void {
  const bytes = length * bytesPerSample(target.precision)
  instance()[target.precision].multiply(
    addressOf(target, at),
    addressOf(a, fromA),
    addressOf(b, fromB),
    bytes,
  )
}

/** Stores a scaled spectrum of 2N = `length` samples as segment `index` of the kernel of a level. */
export function place(
  kernel: Block,
  spectrum: Block,
  from: number,
  length: number,
  index: number,
  count: number,
  scale: number,
): void {
  const bytes = length * bytesPerSample(kernel.precision)
  instance()[kernel.precision].place(
    addressOf(kernel, 0),
    addressOf(spectrum, from),
    bytes,
    index,
    count,
    scale,
  )
}
