import { addBlocks, type KernelSpectrum, kernelSpectrum } from '../../convolution/overlap-add.js'
import { Source } from '../../convolution/source.js'
import { roundAll } from '../../convolution/whole.js'
import type { Precision, Samples, TypedSignal } from '../../samples.js'
import { allOrNothing, Block } from '../../wasm/heap.js'

/** What all tiles of a convolution by transforms share. */
export interface SharedBlocks {
  readonly kernel: Samples
  readonly precision: Precision
  /** The size of the transforms. */
  readonly size: number
  /** Whether results are rounded to whole numbers. */
  readonly isRounded: boolean
}

/** Whole blocks of a signal. */
export interface BlockTile {
  readonly input: TypedSignal
  /** Receives the results of the blocks, some of which may lie after the end of the input. */
  readonly output: Samples
  /** Receives the K − 1 results by which the last block reaches further. */
  readonly owed: Samples
}

/** The tile, computed. */
export interface BlockResult extends BlockTile {
  /** Whether all sums were finite. */
  readonly isFinite: boolean
}

/**
 * Convolves tiles of whole blocks by transforms. The first K − 1 results lack what the tile before owes them, and are not rounded.
 */
export class BlockComputer {
  readonly #shared: SharedBlocks
  readonly #kernel: KernelSpectrum
  readonly #workspace: Block

  constructor(shared: SharedBlocks) {
    const { kernel, precision, size } = shared
    this.#shared = shared
    const [spectrum, workspace] = allOrNothing(() => [
      kernelSpectrum(new Source(kernel, precision), size),
      new Block(8 * size, precision),
    ])
    this.#kernel = spectrum
    this.#workspace = workspace
  }

  compute(tile: BlockTile): BlockResult {
    const { input, output, owed } = tile
    return { input, output, owed, isFinite: this.convolve(input, output, owed) }
  }

  /** Returns whether all sums were finite. */
  convolve(input: TypedSignal, output: Samples, owed: Samples): boolean {
    const { kernel, precision, isRounded } = this.#shared
    const signal = new Source(input, precision)
    const extent = { start: 0, length: output.length }
    const isFinite = addBlocks(signal, this.#kernel, extent, output, this.#workspace, owed)
    if (isRounded) roundAll(output.subarray(kernel.length - 1))
    signal.fillGaps(output, 0, kernel.length)
    signal.fillGaps(owed, output.length, kernel.length)
    return isFinite
  }

  dispose(): void {
    this.#kernel.spectrum.free()
    this.#workspace.free()
  }
}
