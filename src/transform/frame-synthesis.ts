import { EPSILON, type Samples, type SignalLike } from '../samples.js'
import { addWeighted } from '../wasm/frames.js'
import { allOrNothing, Block, requireLive } from '../wasm/heap.js'
import { binaryScale } from './binary-scale.js'
import type { Framing } from './framing.js'
import { coverageOf, frameWeights } from './window-coverage.js'

/**
 * Adds up frames to a signal: x[n] = Σₘ window[i]·frame[m][i] / Σₘ window[i]² with i = n − m·hop. For unchanged frames, this is the
 * original signal. Each frame completes `hop` samples.
 */
export class FrameSynthesis {
  readonly #framing: Framing
  readonly #dual: Block
  readonly #frame: Block
  /** The samples that the last frame reached. The first `hop` of them are complete once it is added. */
  readonly #sums: Block

  /** @throws RangeError if the window and the hop permit no inverse, or if there is no memory for a frame. */
  constructor(framing: Framing) {
    const { window, fft } = framing
    const dual = dualWindow(framing)
    this.#framing = framing
    const [weights, frame, sums] = allOrNothing(() => [
      new Block(window.length, fft.precision),
      new Block(fft.size, fft.precision),
      new Block(window.length, fft.precision),
    ])
    weights.samples.set(dual)
    this.#dual = weights
    this.#frame = frame
    this.#sums = sums
  }

  /** The L − hop samples that later frames add to, in order. */
  get pending(): Samples {
    return this.#sums.samples.subarray(0, this.#framing.window.length - this.#framing.hop)
  }

  /** Adds the next frame, which completes `hop` samples, and writes the samples from..to of these to their places in `out`. */
  add(spectrum: SignalLike, out: Samples, at: number, from: number, to: number): void {
    const { window, hop, fft } = this.#framing
    fft.inverse(spectrum, this.#frame.samples)
    addWeighted(this.#sums, this.#frame, this.#dual, window.length)
    const { samples } = this.#sums
    if (from < to) out.set(samples.subarray(from, to), at)
    samples.copyWithin(0, hop)
    samples.fill(0, window.length - hop)
  }

  reset(): void {
    this.#sums.samples.fill(0)
  }

  /** @throws Error after `dispose`. */
  requireLive(): void {
    requireLive(this.#frame.isFree)
  }

  dispose(): void {
    this.#dual.free()
    this.#frame.free()
    this.#sums.free()
  }
}

/**
 * window[i]/Σⱼ window[i + j·hop]²: frames multiplied by this window add up to the signal.
 *
 * @throws RangeError if no such window exists.
 */
function dualWindow({ window, hop, fft }: Framing): Float64Array {
  const coverage = coverageOf(window, hop)
  const least = EPSILON[fft.precision]
  if (!(coverage >= least)) {
    throw new RangeError(
      `window and hop must have a windowCoverage of at least ${least} in ${fft.precision}, got ${coverage} ` +
        `(${window.length} samples, hop ${hop}): use a shorter hop, or a window without zeros`,
    )
  }
  const scale = binaryScale(window)
  const weights = frameWeights(window, hop, scale)
  return window.map((value, i) => value / scale / weights[i % hop] / scale)
}
