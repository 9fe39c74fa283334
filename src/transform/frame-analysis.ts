import { copyInto, type Samples, type TypedSignal } from '../samples.js'
import { weigh } from '../wasm/frames.js'
import { allOrNothing, Block, requireLive } from '../wasm/heap.js'
import { clear } from '../wasm/samples.js'
import type { Framing } from './framing.js'

/** Computes the spectra of frames, one at a time, in memory of its own. Keeps no state from one frame to the next. */
export class FrameAnalysis {
  readonly #framing: Framing
  readonly #window: Block
  readonly #frame: Block

  /** @throws RangeError if there is no memory for a frame. */
  constructor(framing: Framing) {
    const { window, fft } = framing
    this.#framing = framing
    const [weights, frame] = allOrNothing(() => [
      new Block(window.length, fft.precision),
      new Block(fft.size, fft.precision),
    ])
    weights.samples.set(window)
    this.#window = weights
    this.#frame = frame
  }

  /**
   * Returns the spectrum of the frame that begins at sample `start` of a signal, which may be negative. Samples outside the signal
   * are zeros. If a sample of the frame is not finite, the spectrum is NaN.
   */
  spectrum(signal: TypedSignal, start: number, out?: Samples): Samples {
    const { window, fft } = this.#framing
    const { samples } = this.#frame
    const from = Math.min(Math.max(-start, 0), window.length)
    const to = Math.max(Math.min(signal.length - start, window.length), from)
    samples.fill(0, 0, from)
    copyInto(samples, from, signal, start + from, start + to)
    samples.fill(0, to, window.length)
    weigh(this.#frame, this.#frame, this.#window, window.length)
    clear(this.#frame, window.length, fft.size - window.length)
    return fft.forward(samples, out)
  }

  /** @throws Error after `dispose`. */
  requireLive(): void {
    requireLive(this.#frame.isFree)
  }

  dispose(): void {
    this.#window.free()
    this.#frame.free()
  }
}
