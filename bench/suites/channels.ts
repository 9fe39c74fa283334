import { Convolver, ConvolverMatrix, PreparedKernel, PreparedMatrix } from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { hall, noise } from '../harness/data.js'
import type { Row } from '../harness/measure.js'

const CHUNK_SIZE = 128
const CHUNK_COUNT = 512
const KERNEL_LENGTH = 48_000

export const channels: Suite = {
  name: 'channels',
  about: `many channels at once: chunks of ${CHUNK_SIZE}, kernels of 1 s at 48 kHz, float32; a sample is one of each channel`,
  async run(bench) {
    await compareStereo(bench)
    await compareTrueStereo(bench)
  },
}

/** The cost of a second channel with the same kernel. */
async function compareStereo(bench: Bench): Promise<void> {
  const kernel = hall(KERNEL_LENGTH, 1)
  const stereo = new PreparedMatrix([
    [kernel, null],
    [null, kernel],
  ])
  const { rows } = await bench.compare({
    work: 'two channels, one kernel',
    samples: CHUNK_COUNT * CHUNK_SIZE,
    ours: matrixRow('ConvolverMatrix, two channels', stereo),
    peers: [convolverRow('Convolver, one channel', new PreparedKernel(kernel), 1)],
  })
  bench.figure({
    name: 'two channels with one kernel over one channel',
    value: 1 / (rows[1].ratio?.median ?? NaN),
    unit: 'times the time',
    atMost: 1.3,
  })
}

/** The savings of shared inputs and outputs. */
async function compareTrueStereo(bench: Bench): Promise<void> {
  const [ll, lr, rl, rr] = [1, 2, 3, 4].map((seed) => hall(KERNEL_LENGTH, seed))
  const matrix = new PreparedMatrix([
    [ll, lr],
    [rl, rr],
  ])
  await bench.compare({
    work: 'true stereo, four kernels',
    samples: CHUNK_COUNT * CHUNK_SIZE,
    ours: matrixRow('ConvolverMatrix', matrix),
    peers: [convolverRow('four Convolvers, without their sums', new PreparedKernel(ll), 4)],
  })
}

function matrixRow(name: string, prepared: PreparedMatrix): Row {
  const matrix = new ConvolverMatrix(prepared)
  const chunks = [noise(CHUNK_SIZE, 1), noise(CHUNK_SIZE, 2)]
  const outs = [new Float32Array(CHUNK_SIZE), new Float32Array(CHUNK_SIZE)]
  return {
    name,
    run: () => {
      for (let i = 0; i < CHUNK_COUNT; i++) matrix.process(chunks, outs)
    },
    result: () => {
      matrix.reset()
      return matrix.process(chunks)[0].slice(0, 1)
    },
  }
}

function convolverRow(name: string, kernel: PreparedKernel, count: number): Row {
  const convolvers = Array.from({ length: count }, () => new Convolver(kernel))
  const chunk = noise(CHUNK_SIZE, 1)
  const out = new Float32Array(CHUNK_SIZE)
  return {
    name,
    run: () => {
      for (let i = 0; i < CHUNK_COUNT; i++) {
        for (const convolver of convolvers) convolver.process(chunk, out)
      }
    },
  }
}
