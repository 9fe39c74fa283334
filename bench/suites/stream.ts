import { Convolver, PreparedKernel } from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { chunksOf, hall, joined, noise } from '../harness/data.js'
import type { Row } from '../harness/measure.js'
import { convolverNodeRow, SAMPLE_RATE } from '../peers/web-audio.js'

const SIGNAL_SECONDS = 10
const KERNEL_SECONDS = [0.5, 1, 2, 5]
const CHUNK_SIZES = [128, 1024]

export const stream: Suite = {
  name: 'stream',
  about: `${SIGNAL_SECONDS} s of mono at 48 kHz, float32, without delay, chunk by chunk`,
  async run(bench) {
    for (const seconds of KERNEL_SECONDS) {
      for (const chunkSize of CHUNK_SIZES) await compareKernel(bench, seconds, chunkSize)
    }
  },
}

async function compareKernel(bench: Bench, kernelSeconds: number, chunkSize: number): Promise<void> {
  // As many samples as whole chunks have, and whole quanta of the peer.
  const length = Math.floor((SIGNAL_SECONDS * SAMPLE_RATE) / 1024) * 1024
  const signal = noise(length, 1)
  const taps = hall(kernelSeconds * SAMPLE_RATE, 2)
  const kernel = new PreparedKernel(taps)
  await bench.compare({
    work: `${kernelSeconds} s kernel, chunks of ${chunkSize}`,
    note: planOf(kernel),
    samples: length,
    tolerance: 1e-4,
    ours: ourRow(kernel, signal, chunkSize),
    peers: [convolverNodeRow(signal, taps)],
  })
}

/** A stream that goes on from run to run. */
function ourRow(kernel: PreparedKernel, signal: Float32Array, chunkSize: number): Row {
  const chunks = chunksOf(signal, chunkSize)
  const convolver = new Convolver(kernel)
  return {
    name: 'tapline',
    run: () => {
      let last
      for (const chunk of chunks) last = convolver.process(chunk)
      return last
    },
    result: () => {
      convolver.reset()
      return joined(chunks.map((chunk) => convolver.process(chunk)))
    },
  }
}

/** 64 taps directly, then segments by their length and number. */
function planOf({ plan }: PreparedKernel): string {
  return [
    `${plan.headLength} taps`,
    ...plan.levels.map((level) => `${level.blockLength}x${level.count}`),
  ].join(', ')
}
