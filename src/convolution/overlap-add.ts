import { type Samples, zeros } from '../samples.js'
import { transformPlan } from '../transform/block-transform.js'
import { Block } from '../wasm/heap.js'
import { areFinite, clear, copy } from '../wasm/samples.js'
import { convolve, forward } from '../wasm/transform.js'
import { withWorkspace } from '../wasm/workspace.js'
import type { Extent } from './mode.js'
import type { Source } from './source.js'

/**
 * `overlapAddConvolution` for kernels of any length: a kernel of more than N taps is cut into segments of N/2, whose results
 * are added at their places. Returns whether all intermediate numbers were finite.
 */
export function segmentedConvolution(
  signal: Source,
  kernel: Source,
  extent: Extent,
  out: Samples,
  size: number,
): boolean {
  if (kernel.length <= size) return overlapAddConvolution(signal, kernel, extent, out, size)
  let isFinite = true
  out.fill(0)
  for (let tap = 0; tap < kernel.length; tap += size / 2) {
    const segment = kernel.part(tap, Math.min(tap + size / 2, kernel.length))
    const start = Math.max(extent.start - tap, 0)
    const end = Math.min(extent.start + extent.length - tap, signal.length + segment.length - 1)
    if (start >= end) continue
    const result = zeros(end - start, signal.precision)
    const span = { start, length: end - start }
    isFinite = overlapAddConvolution(signal, segment, span, result, size) && isFinite
    const at = start + tap - extent.start
    for (let i = 0; i < result.length; i++) out[at + i] += result[i]
  }
  return isFinite
}

/**
 * Convolution by transforms of N = `size`, each of which gives 2N samples: the signal is cut into blocks of 2N − K + 1 samples,
 * whose results overlap by K − 1 samples and are added. If the whole result has at most 2N samples, one block suffices. The
 * kernel is the shorter input, and has at most N taps.
 *
 * A block and the taps together reach exactly 2N samples. So no inverse is added beyond their reach, and the rounding noise of
 * a loud block stays out of the quiet ones that follow.
 *
 * Returns whether all intermediate numbers were finite.
 */
export function overlapAddConvolution(
  signal: Source,
  kernel: Source,
  extent: Extent,
  out: Samples,
  size: number,
): boolean {
  const { precision } = signal
  // The workspace holds the kernel's spectrum, and room for a block.
  return withWorkspace(8 * size, precision, (workspace) => {
    loadKernel(kernel, workspace, 2 * size, size)
    forward(workspace, 0, workspace, 2 * size, transformPlan(size, precision))
    return addBlocks(signal, { spectrum: workspace, length: kernel.length, size }, extent, out, workspace)
  })
}

/** A kernel of at most N taps, transformed. */
export interface KernelSpectrum {
  readonly spectrum: Block
  /** The number of taps. */
  readonly length: number
  /** N. */
  readonly size: number
}

/** The spectrum of a kernel, for `addBlocks`. The caller frees it. */
export function kernelSpectrum(kernel: Source, size: number): KernelSpectrum {
  const { precision } = kernel
  const spectrum = new Block(2 * size, precision)
  withWorkspace(2 * size, precision, (workspace) => {
    loadKernel(kernel, workspace, 0, size)
    forward(spectrum, 0, workspace, 0, transformPlan(size, precision))
  })
  return { spectrum, length: kernel.length, size }
}

/**
 * Adds the results of the blocks that an extent needs.
 *
 * @param workspace 8N samples, of which the first 2N are left as they are.
 * @param owed Receives the K − 1 samples by which the last block reaches beyond its end.
 */
export function addBlocks(
  signal: Source,
  { spectrum: kernel, length: taps, size }: KernelSpectrum,
  { start, length }: Extent,
  out: Samples,
  workspace: Block,
  owed?: Samples,
): boolean {
  const plan = transformPlan(size, signal.precision)
  const overlap = taps - 1
  const blockLength = 2 * size - overlap
  // A block, its spectrum, and the result: the overlap of the previous block, to which the result of this block is added.
  const block = 2 * size
  const spectrum = 4 * size
  const result = 6 * size
  let isFinite = true
  clear(workspace, result, overlap)
  // Blocks that end before the extent begins are skipped, except those that overlap its first block.
  const first = firstBlock(start, taps, blockLength) * blockLength
  const end = Math.min(start + length, signal.length)
  let from = first
  for (; from < end; from += blockLength) {
    signal.load(workspace, block, from, blockLength)
    clear(workspace, block + blockLength, overlap)
    clear(workspace, result + overlap, blockLength)
    convolve(workspace, result, workspace, spectrum, workspace, block, kernel, 0, plan, true)
    isFinite = areFinite(workspace, result, 2 * size) && isFinite
    copyExtent(workspace.samples, result, from, blockLength, { start, length }, out)
    copy(workspace, result, workspace, result + blockLength, overlap)
  }
  // After the signal, only the overlap of its last block is left.
  copyExtent(workspace.samples, result, from, overlap, { start, length }, out)
  owed?.set(workspace.samples.subarray(result, result + overlap))
  return isFinite
}

/** The number of the first block that outputs from `start` on need. */
export function firstBlock(start: number, taps: number, blockLength: number): number {
  return Math.floor(Math.max(start - taps + 1, 0) / blockLength)
}

/** Loads the taps, divided by N so that results need no scaling, followed by zeros. */
function loadKernel(kernel: Source, workspace: Block, at: number, size: number): void {
  kernel.load(workspace, at, 0, size)
  const { samples } = workspace
  const scale = 1 / size
  for (let i = at; i < at + kernel.length; i++) samples[i] *= scale
}

/** `samples[at..]` holds `count` samples of the full result, from its index `from` on. Copies those within the extent to `out`. */
export function copyExtent(
  samples: Samples,
  at: number,
  from: number,
  count: number,
  extent: Extent,
  out: Samples,
): void {
  const first = Math.max(from, extent.start)
  const last = Math.min(from + count, extent.start + extent.length)
  if (first < last) out.set(samples.subarray(at + first - from, at + last - from), first - extent.start)
}
