import type { Complex, ComplexSamples } from '../complex.js'
import { transformPlan } from '../transform/block-transform.js'
import type { Block } from '../wasm/heap.js'
import { areFinite, clear, copy } from '../wasm/samples.js'
import { convolve, forwardFolded } from '../wasm/transform.js'
import { withWorkspace } from '../wasm/workspace.js'
import type { Extent } from './mode.js'
import { copyExtent } from './overlap-add.js'
import type { Source } from './source.js'

/**
 * As `overlapAddConvolution`, for complex signals, by transforms of N = `size` complex numbers: the signal is cut into blocks of
 * N − K + 1. The engine's folded transform reads and writes N numbers as low − i·high. With real parts in the low half and imaginary
 * parts in the high half, it computes with the conjugates of signal and kernel, whose convolution is the conjugate of the result. So
 * one transform each way does the work of four real convolutions.
 */
export function complexOverlapAdd(
  signal: Complex<Source>,
  kernel: Complex<Source>,
  extent: Extent,
  out: ComplexSamples,
  size: number,
): boolean {
  const { precision } = signal.re
  const { start, length } = extent
  const plan = transformPlan(size, precision)
  const overlap = kernel.re.length - 1
  const blockLength = size - overlap
  // The kernel's spectrum, a block, its spectrum, and the result, which is added to the overlap of the previous block.
  const [block, spectrum, result] = [2 * size, 4 * size, 6 * size]
  return withWorkspace(8 * size, precision, (workspace) => {
    let isFinite = true
    const { samples } = workspace
    loadKernel(kernel, workspace, block, size)
    forwardFolded(workspace, 0, workspace, block, plan)
    for (const part of [result, result + size]) clear(workspace, part, overlap)
    const first = Math.floor(Math.max(start - overlap, 0) / blockLength) * blockLength
    const end = Math.min(start + length, signal.re.length)
    let from = first
    for (; from < end; from += blockLength) {
      loadPart(signal.re, workspace, block, from, blockLength, size)
      loadPart(signal.im, workspace, block + size, from, blockLength, size)
      for (const part of [result, result + size]) clear(workspace, part + overlap, blockLength)
      convolve(workspace, result, workspace, spectrum, workspace, block, workspace, 0, plan, true)
      isFinite = areFinite(workspace, result, 2 * size) && isFinite
      copyExtent(samples, result, from, blockLength, extent, out.re)
      copyExtent(samples, result + size, from, blockLength, extent, out.im)
      for (const part of [result, result + size])
        copy(workspace, part, workspace, part + blockLength, overlap)
    }
    // After the signal, only the overlap of its last block is left.
    copyExtent(samples, result, from, overlap, extent, out.re)
    copyExtent(samples, result + size, from, overlap, extent, out.im)
    return isFinite
  })
}

/** Loads the taps, divided by N so that results need no scaling, followed by zeros. */
function loadKernel(kernel: Complex<Source>, workspace: Block, at: number, size: number): void {
  loadPart(kernel.re, workspace, at, 0, kernel.re.length, size)
  loadPart(kernel.im, workspace, at + size, 0, kernel.im.length, size)
  const { samples } = workspace
  const scale = 1 / size
  for (let i = at; i < at + 2 * size; i++) samples[i] *= scale
}

/** workspace[at..at + size) = `count` samples from index `from` on, followed by zeros. */
function loadPart(
  source: Source,
  workspace: Block,
  at: number,
  from: number,
  count: number,
  size: number,
): void {
  source.load(workspace, at, from, count)
  clear(workspace, at + count, size - count)
}
