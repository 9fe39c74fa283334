import { simd } from 'tapline'
import { transformPlan } from '../../src/transform/block-transform.js'
import { Block } from '../../src/wasm/heap.js'
import { convolve, forward } from '../../src/wasm/transform.js'
import type { Bench, Suite } from '../harness/bench.js'
import { noise } from '../harness/data.js'
import { geometricMean } from '../harness/statistics.js'
import { FftJsBlock } from '../peers/fft-js.js'
import { PffftBlock } from '../peers/pffft.js'

const SIZES = Array.from({ length: 11 }, (_, i) => 64 << i)
const PFFFT = 'pffft-wasm, SIMD'

export const block: Suite = {
  name: 'block',
  about: 'N samples with N taps: forward, multiply, inverse, float32; all in the memory of the engine',
  async run(bench) {
    const ratios = new Map<number, number>()
    for (const size of SIZES) ratios.set(size, await compareSize(bench, size))
    const mean = geometricMean([64, 256, 1024, 4096, 16384, 65536].map((size) => ratios.get(size) ?? NaN))
    bench.figure({
      name: 'geometric mean of N = 64, 256 ... 65536',
      value: mean,
      unit: `x ${PFFFT}`,
      atLeast: simd() === 'relaxed' ? 1.4 : 1.25,
    })
  },
}

/** Returns the ratio to PFFFT. */
async function compareSize(bench: Bench, size: number): Promise<number> {
  const signal = noise(size, 1)
  const kernel = noise(size, 2)
  const ours = new EngineBlock(signal, kernel)
  const pffft = new PffftBlock(signal, kernel)
  const fftJs = new FftJsBlock(signal, kernel)
  const { rows } = await bench.compare({
    work: `N = ${size}`,
    samples: size,
    ours: { name: 'tapline', run: () => ours.run(), result: () => ours.result() },
    peers: [
      { name: PFFFT, run: () => pffft.run(), result: () => pffft.result() },
      { name: 'fft.js', run: () => fftJs.run(), result: () => fftJs.result() },
    ],
    targets: [{ against: [PFFFT], atLeast: 1 }],
  })
  ours.dispose()
  pffft.dispose()
  return rows[1].ratio?.median ?? NaN
}

/**
 * Our way, which is not public and so comes from the sources: N points of the engine's order-free transform hold the 2N
 * samples of the result.
 */
class EngineBlock {
  readonly #plan
  readonly #input: Block
  readonly #kernel: Block
  readonly #spectrum: Block
  readonly #output: Block

  constructor(signal: Float32Array, kernel: Float32Array) {
    const size = signal.length
    this.#plan = transformPlan(size, 'float32')
    this.#input = new Block(2 * size, 'float32')
    this.#kernel = new Block(2 * size, 'float32')
    this.#spectrum = new Block(2 * size, 'float32')
    this.#output = new Block(2 * size, 'float32')
    this.#input.samples.set(kernel.map((tap) => tap / size))
    forward(this.#kernel, 0, this.#input, 0, this.#plan)
    this.#input.samples.set(signal)
  }

  run(): void {
    convolve(this.#output, 0, this.#spectrum, 0, this.#input, 0, this.#kernel, 0, this.#plan, false)
  }

  /** The 2N samples of the convolution. */
  result(): Float32Array {
    this.run()
    return Float32Array.from(this.#output.samples)
  }

  dispose(): void {
    for (const block of [this.#input, this.#kernel, this.#spectrum, this.#output]) block.free()
  }
}
