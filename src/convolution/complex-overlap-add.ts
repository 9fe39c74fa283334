import type { Complex, ComplexSamples } from '../complex.js'
import { transformPlan } from '../transform/block-transform.js'
import { allOrNothing, Block } from '../wasm/heap.js'
import { areFinite, clear, copy } from '../wasm/samples.js'
import { accumulate } from '../wasm/spectrum.js'
import { forward, forwardFolded, inverseAdd, type TransformPlan } from '../wasm/transform.js'
import { withWorkspace } from '../wasm/workspace.js'
import type { Extent } from './mode.js'
import { copyExtent } from './overlap-add.js'
import type { Source } from './source.js'

/**
 * As `overlapAddConvolution`, for complex signals: each block's parts are transformed once, mixed by a matrix of the kernel's
 * spectra, re = x.re·h.re − x.im·h.im and im = x.re·h.im + x.im·h.re, and each part of the result is transformed back once. So two
 * transforms each way do the work of four convolutions.
 */
export function complexOverlapAdd(
  signal: Complex<Source>,
  kernel: Complex<Source>,
  extent: Extent,
  out: ComplexSamples,
  size: number,
): boolean {
  const { precision } = signal.re
  const plan = transformPlan(size, precision)
  const spectrum = 2 * size
  const [forRe, forIm] = allOrNothing(() => [
    new Block(2 * spectrum, precision),
    new Block(2 * spectrum, precision),
  ])
  try {
    return withWorkspace(6 * spectrum, precision, (workspace) => {
      loadSpectrum(kernel.re, 1 / size, forRe, 0, workspace, plan)
      loadSpectrum(kernel.im, -1 / size, forRe, spectrum, workspace, plan)
      loadSpectrum(kernel.im, 1 / size, forIm, 0, workspace, plan)
      loadSpectrum(kernel.re, 1 / size, forIm, spectrum, workspace, plan)
      return addBlocks(signal, kernel.re.length, extent, out, { workspace, forRe, forIm, plan })
    })
  } finally {
    forRe.free()
    forIm.free()
  }
}

interface Tools {
  /** The spectra of both parts of a block, a product, samples, and both parts of the result; each of 2N samples. */
  readonly workspace: Block
  /** Two spectra each, by which those of the real and the imaginary part are multiplied. */
  readonly forRe: Block
  readonly forIm: Block
  readonly plan: TransformPlan
}

function addBlocks(
  signal: Complex<Source>,
  kernelLength: number,
  { start, length }: Extent,
  out: ComplexSamples,
  { workspace, forRe, forIm, plan }: Tools,
): boolean {
  const block = 2 * plan.size
  const overlap = kernelLength - 1
  const blockLength = block - overlap
  // `accumulate` counts backwards: the newest is the real part.
  const [im, re, product, samples] = [0, block, 2 * block, 3 * block]
  const parts = [
    { kernel: forRe, result: 4 * block, out: out.re },
    { kernel: forIm, result: 5 * block, out: out.im },
  ]
  let isFinite = true
  for (const { result } of parts) clear(workspace, result, overlap)
  const first = Math.floor(Math.max(start - overlap, 0) / blockLength) * blockLength
  for (let from = first; from < start + length; from += blockLength) {
    for (const [part, at] of [
      [signal.re, re],
      [signal.im, im],
    ] as const) {
      part.load(workspace, samples, from, blockLength)
      clear(workspace, samples + blockLength, overlap)
      forwardFolded(workspace, at, workspace, samples, plan)
    }
    for (const { kernel, result, out: target } of parts) {
      accumulate(workspace, product, workspace, im, 1, kernel, 2, block, 0, 2, false)
      clear(workspace, result + overlap, blockLength)
      inverseAdd(workspace, result, workspace, product, plan)
      isFinite = areFinite(workspace, result, block) && isFinite
      copyExtent(workspace.samples, result, from, blockLength, { start, length }, target)
      copy(workspace, result, workspace, result + blockLength, overlap)
    }
  }
  return isFinite
}

/** target[at..] = the spectrum of the taps, scaled. */
function loadSpectrum(
  kernel: Source,
  scale: number,
  target: Block,
  at: number,
  workspace: Block,
  plan: TransformPlan,
): void {
  kernel.load(workspace, 0, 0, plan.size)
  const { samples } = workspace
  for (let i = 0; i < kernel.length; i++) samples[i] *= scale
  forward(target, at, workspace, 0, plan)
}
