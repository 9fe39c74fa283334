import { readSignal } from '../../require.js'
import type { Precision, SignalLike } from '../../samples.js'
import { impossibleState } from '../../stream/snapshot/impossible-state.js'
import type { SnapshotReader } from '../../stream/snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../../stream/snapshot/snapshot-writer.js'
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

  /** @param standard The standard form, in float64, which is the template's from then on. */
  private constructor(standard: Block) {
    this.length = standard.length
    this.standard = standard
  }

  /**
   * @param name What messages call it.
   * @throws TypeError if it is not an array of numbers. RangeError if it is shorter than 3 samples, longer than 2²⁰, flat, or
   *   holds a value that is not finite.
   */
  static of(template: SignalLike, name = 'template'): PreparedTemplate {
    const samples = readSignal(template, name)
    const { length } = samples
    requireLength(length, name)
    const standard = new Block(length, 'float64')
    standard.samples.set(samples)
    const wrong = standard.samples.findIndex((sample) => !Number.isFinite(sample))
    const isFlat = wrong < 0 && standardize(standard, standard, 0, length) === 0
    if (wrong < 0 && !isFlat) return new PreparedTemplate(standard)
    standard.free()
    throw new RangeError(
      isFlat
        ? `${name} must have samples that differ, got a flat one: every window is equally like it`
        : `${name}[${wrong}] must be finite, got ${samples[wrong]}`,
    )
  }

  /** Reads what `save` wrote. @throws RangeError if it is not a template in standard form. */
  static load(reader: SnapshotReader): PreparedTemplate {
    const samples = reader.newSamples(reader.count(LEAST_LENGTH, GREATEST_SIZE), 'float64')
    if (!samples.every((sample) => Math.abs(sample) <= 1)) throw impossibleState()
    const standard = new Block(samples.length, 'float64')
    standard.samples.set(samples)
    return new PreparedTemplate(standard)
  }

  save(writer: SnapshotWriter): void {
    writer.number(this.length)
    writer.samples(this.standard.samples)
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
