import { ConvolverMatrix, PreparedMatrix } from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { hall, noise } from '../harness/data.js'
import { sink } from '../harness/measure.js'

const SAMPLE_RATE = 48_000
const CHUNK_SIZE = 128
const CHUNK_COUNT = (60 * SAMPLE_RATE) / CHUNK_SIZE
const KERNEL_LENGTH = 5 * SAMPLE_RATE
const DEADLINE = CHUNK_SIZE / SAMPLE_RATE
/** The number of runs of the same stream: interruptions by other programs fall on other chunks each time. */
const RUNS = 7

export const deadline: Suite = {
  name: 'deadline',
  about: 'the slowest chunk of 128 of a stereo stream of 60 s with a kernel of 5 s for each channel, float32',
  run(bench) {
    const kernels = [1, 2].map((seed) => stereo(hall(KERNEL_LENGTH, seed), hall(KERNEL_LENGTH, seed + 10)))
    measure(bench, 'a chunk of 128', 10, kernels[0])
    measure(
      bench,
      'a chunk of 128, with other kernels once a second, which fade in',
      100,
      kernels[0],
      kernels[1],
    )
    return Promise.resolve()
  },
}

type Stereo = readonly (readonly (Float32Array | null)[])[]

function stereo(left: Float32Array, right: Float32Array): Stereo {
  return [
    [left, null],
    [null, right],
  ]
}

function measure(bench: Bench, name: string, atMost: number, kernels: Stereo, others?: Stereo): void {
  const prepared = new PreparedMatrix(kernels)
  const least = new Float64Array(CHUNK_COUNT).fill(Infinity)
  for (let run = 0; run <= RUNS; run++) {
    using matrix = new ConvolverMatrix(prepared)
    // The first run is to warm up.
    stream(matrix, run === 0 ? new Float64Array(CHUNK_COUNT) : least, others)
  }
  least.sort()
  const worst = least[Math.ceil(0.9999 * CHUNK_COUNT) - 1]
  const median = least[CHUNK_COUNT / 2]
  bench.figure({
    name: `${name}: 99.99th percentile of its time, of the deadline of ${(DEADLINE * 1e3).toFixed(2)} ms`,
    value: (100 * worst) / DEADLINE,
    unit: '%',
    atMost,
    note: `${(worst * 1e6).toFixed(0)} µs; median ${(median * 1e6).toFixed(1)} µs; least of ${RUNS} runs for each chunk`,
  })
}

/** Streams all chunks, and keeps for each the least time so far, with that of the exchange that precedes it. */
function stream(matrix: ConvolverMatrix, least: Float64Array, others: Stereo | undefined): void {
  const chunks = Array.from({ length: 64 }, (_, i) => [noise(CHUNK_SIZE, i), noise(CHUNK_SIZE, i + 100)])
  const outs = [new Float32Array(CHUNK_SIZE), new Float32Array(CHUNK_SIZE)]
  for (let i = 0; i < CHUNK_COUNT; i++) {
    const begin = performance.now()
    if (others !== undefined && i % (SAMPLE_RATE / CHUNK_SIZE) === 0) {
      matrix.setKernels(others, { fade: 1024, delay: KERNEL_LENGTH / 16 })
    }
    sink.last = matrix.process(chunks[i % 64], outs)
    least[i] = Math.min(least[i], (performance.now() - begin) / 1e3)
  }
}
