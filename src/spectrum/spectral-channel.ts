import { type Samples, zeros } from '../samples.js'
import type { SnapshotReader } from '../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../stream/snapshot/snapshot-writer.js'
import { FrameAnalysis } from '../transform/frame-analysis.js'
import { FrameSynthesis } from '../transform/frame-synthesis.js'
import type { Framing } from '../transform/framing.js'
import { allOrNothing } from '../wasm/heap.js'
import { FrameHistory } from './frame-history.js'

/** One of the channels of a `SpectralProcessor`. */
export class SpectralChannel {
  /** The spectrum of the current frame. */
  readonly spectrum: Samples
  readonly history: FrameHistory
  readonly #analysis: FrameAnalysis
  readonly #synthesis: FrameSynthesis

  private constructor(framing: Framing) {
    const { fft } = framing
    this.#synthesis = new FrameSynthesis(framing)
    this.#analysis = new FrameAnalysis(framing)
    this.history = new FrameHistory(framing)
    this.spectrum = zeros(fft.spectrumLength, fft.precision)
  }

  /** Makes several channels, or none if there is no memory for all of them. */
  static several(framing: Framing, count: number): SpectralChannel[] {
    return allOrNothing(() => Array.from({ length: count }, () => new SpectralChannel(framing)))
  }

  /** Computes the spectrum of the frame, and begins the next one. */
  analyse(): void {
    this.#analysis.spectrum(this.history.samples, 0, this.spectrum)
    this.history.advance()
  }

  /** Adds the spectrum to the output, as `FrameSynthesis.add` does. */
  add(out: Samples, at: number, from: number, to: number): void {
    this.#synthesis.add(this.spectrum, out, at, from, to)
  }

  reset(): void {
    this.#synthesis.reset()
    this.history.reset()
  }

  save(writer: SnapshotWriter): void {
    this.history.save(writer)
    writer.samples(this.#synthesis.pending)
  }

  load(reader: SnapshotReader): void {
    this.history.load(reader)
    reader.samples(this.#synthesis.pending)
  }

  /** @throws Error after `dispose`. */
  requireLive(): void {
    this.#analysis.requireLive()
  }

  dispose(): void {
    this.#analysis.dispose()
    this.#synthesis.dispose()
  }
}
