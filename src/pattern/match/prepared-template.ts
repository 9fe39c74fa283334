import { readSignal } from '../../require.js'
import type { Precision, SignalLike } from '../../samples.js'
import { GREATEST_SIZE, transformPlan } from '../../transform/block-transform.js'
import { Block } from '../../wasm/heap.js'
import { standardize } from '../../wasm/sliding.js'
import { forward } from '../../wasm/transform.js'
import { withWorkspace } from '../../wasm/workspace.js'

/** Of two samples, every window that rises is like every other one. */
const LEAST_LENGTH = 3

/** A template in standard form, with mean 0 and norm 1, and its spectrum for blocks of one size. */
export class PreparedTemplate {
  /** M, in samples. */
  readonly length: number
  /** The standard form, in float64. */
  readonly standard: Block
  readonly #spectra: Partial<Record<Precision, Block>> = {}

  /**
   * @param name What messages call it.
   * @throws TypeError if it is not an array of numbers. RangeError if it is shorter than 3 samples, longer than 2²⁰, flat, or
   *   holds a value that is not finite.
   */
  constructor(template: SignalLike, name = 'template') {
    const samples = readSignal(template, name)
    requireLength(samples.length, name)
    this.length = samples.length
    this.standard = new Block(this.length, 'float64')
    this.standard.samples.set(samples)
    const wrong = this.standard.samples.findIndex((sample) => !Number.isFinite(sample))
    const isFlat = wrong < 0 && standardize(this.standard, this.standard, 0, this.length) === 0
    if (wrong < 0 && !isFlat) return
    this.standard.free()
    throw new RangeError(
      isFlat
        ? `${name} must have samples that differ, got a flat one: nothing is more like it than anything else`
        : `${name}[${wrong}] must be finite, got ${samples[wrong]}`,
    )
  }

  /** The spectrum of the reversed template for blocks of 2N samples with N = `size`, divided by N. */
  spectrum(size: number, precision: Precision): Block {
    const known = this.#spectra[precision]
    if (known?.length === 2 * size) return known
    known?.free()
    const spectrum = new Block(2 * size, precision)
    withWorkspace(size, precision, (workspace) => {
      const { samples } = workspace
      samples.fill(0, this.length, size)
      for (let i = 0; i < this.length; i++) samples[this.length - 1 - i] = this.standard.samples[i] / size
      forward(spectrum, 0, workspace, 0, transformPlan(size, precision))
    })
    this.#spectra[precision] = spectrum
    return spectrum
  }

  dispose(): void {
    this.standard.free()
    this.#spectra.float32?.free()
    this.#spectra.float64?.free()
  }
}

function requireLength(length: number, name: string): void {
  if (length >= LEAST_LENGTH && length <= GREATEST_SIZE) return
  throw new RangeError(`${name} must have from ${LEAST_LENGTH} to ${GREATEST_SIZE} samples, got ${length}`)
}
