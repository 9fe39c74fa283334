import { availableParallelism } from 'node:os'
import { transformPlan } from '../../src/transform/block-transform.js'
import { Block } from '../../src/wasm/heap.js'
import { convolve, forward } from '../../src/wasm/transform.js'
import type { Bench, Suite } from '../harness/bench.js'
import { noise } from '../harness/data.js'
import { besideNeighbour } from '../harness/neighbour.js'
import { geometricMean } from '../harness/statistics.js'
import { FftJsBlock } from '../peers/fft-js.js'
import { PffftBlock } from '../peers/pffft.js'

const SIZES = Array.from({ length: 14 }, (_, i) => 32 << i)
const PFFFT = 'pffft-wasm, SIMD'
/** No size may be slower than PFFFT, with a margin for what cannot be measured exactly. */
const AT_LEAST = 1.05

export const block: Suite = {
  name: 'block',
  about:
    'N samples with N taps by a transform of 2N: forward, multiply, inverse, float32, all in the memory of the engine; alone, and while another process streams through memory',
  async run(bench) {
    const ratios: number[] = []
    for (const size of SIZES) ratios.push(await compareSize(bench, size, `N = ${size}`))
    bench.figure({
      name: 'geometric mean of all N',
      value: geometricMean(ratios),
      unit: `x ${PFFFT}`,
      atLeast: 1.45,
    })
    if (availableParallelism() < 2) {
      bench.skip('the same beside a neighbour: there is one core')
      return
    }
    const shared: number[] = []
    await besideNeighbour(async () => {
      for (const size of SIZES) shared.push(await compareSize(bench, size, `N = ${size}, with a neighbour`))
    })
    bench.figure({
      name: 'geometric mean of all N, with a neighbour',
      value: geometricMean(shared),
      unit: `x ${PFFFT}`,
    })
  },
}

/** Returns the ratio to PFFFT. */
async function compareSize(bench: Bench, size: number, work: string): Promise<number> {
  const signal = noise(size, 1)
  const kernel = noise(size, 2)
  const ours = new EngineBlock(signal, kernel)
  const pffft = new PffftBlock(signal, kernel)
  const fftJs = new FftJsBlock(signal, kernel)
  const { rows } = await bench.compare({
    work,
    samples: size,
    ours: { name: 'tapline', run: () => ours.run(), result: () => ours.result() },
    peers: [
      { name: PFFFT, run: () => pffft.run(), result: () => pffft.result() },
      { name: 'fft.js', run: () => fftJs.run(), result: () => fftJs.result() },
    ],
    targets: [{ against: [PFFFT], atLeast: AT_LEAST }],
  })
  ours.dispose()
  pffft.dispose()
  return rows[1].ratio?.median ?? NaN
}

/**
 * Our way, that of a block of overlap-add. It is not public and so comes from the sources: N points of the engine's order-free
 * transform hold the 2N samples of the result.
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
