import type { Samples } from '../samples.js'
import { fir, PADDING } from '../wasm/fir.js'
import { areFinite } from '../wasm/samples.js'
import { withWorkspace } from '../wasm/workspace.js'
import type { Extent } from './mode.js'
import type { Source } from './source.js'

/** Outputs computed at a time: few enough for a piece and its past to stay in the cache. */
const PIECE_LENGTH = 4096

/**
 * Computes the definition, y[n] = Σₖ kernel[k]·signal[n − k], with the taps in order. Cost: K multiplications per sample; the
 * kernel should be the shorter input. Returns whether all results are finite.
 */
export function directConvolution(signal: Source, kernel: Source, extent: Extent, out: Samples): boolean {
  const { precision } = signal
  const past = kernel.length - 1
  const length = Math.min(PIECE_LENGTH, extent.length) + PADDING
  // The workspace holds the past, the piece, the result, zeros, and the taps.
  const target = past + length
  const zeros = target + length
  const taps = zeros + length
  return withWorkspace(taps + kernel.length, precision, (workspace) => {
    workspace.samples.fill(0, zeros, taps)
    kernel.load(workspace, taps, 0, kernel.length)
    let isFinite = true
    for (let done = 0; done < extent.length; done += PIECE_LENGTH) {
      const count = Math.min(PIECE_LENGTH, extent.length - done)
      signal.load(workspace, 0, extent.start + done - past, past + count)
      fir(workspace, target, workspace, zeros, workspace, past, workspace, taps, kernel.length, count)
      isFinite = areFinite(workspace, target, count) && isFinite
      out.set(workspace.samples.subarray(target, target + count), done)
    }
    return isFinite
  })
}
