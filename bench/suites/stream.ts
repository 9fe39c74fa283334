import { Convolver, PreparedKernel } from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { chunksOf, hall, joined, noise } from '../harness/data.js'
import type { Row } from '../harness/measure.js'
import { CONVOLVER_NODE, convolverNodeRow, SAMPLE_RATE } from '../peers/web-audio.js'

const SIGNAL_SECONDS = 10
const MAKING = 'making the Convolver'
const KERNEL_SECONDS = [0.5, 1, 2, 5]
const CHUNK_SIZES = [128, 1024]
/** The wanted ratio to the ConvolverNode, by the length of the kernel in seconds. */
const WANTED: Readonly<Record<number, number>> = { 0.5: 5, 2: 8, 5: 12 }

export const stream: Suite = {
  name: 'stream',
  about: `${SIGNAL_SECONDS} s of mono at 48 kHz, float32, without delay, chunk by chunk`,
  async run(bench) {
    for (const seconds of KERNEL_SECONDS) {
      for (const chunkSize of CHUNK_SIZES) await compareKernel(bench, seconds, chunkSize)
    }
    await compareRestoring(bench)
  },
}

async function compareKernel(bench: Bench, kernelSeconds: number, chunkSize: number): Promise<void> {
  // A number of samples that fills whole chunks, and whole quanta of the peer.
  const length = Math.floor((SIGNAL_SECONDS * SAMPLE_RATE) / 1024) * 1024
  const signal = noise(length, 1)
  const taps = hall(kernelSeconds * SAMPLE_RATE, 2)
  const kernel = new PreparedKernel(taps)
  await bench.compare({
    work: `${kernelSeconds} s kernel, chunks of ${chunkSize}`,
    note: planOf(kernel),
    samples: length,
    tolerance: 1e-4,
    // Like the ConvolverNode, our own row writes into existing memory.
    ours: ourRow('tapline', kernel, signal, chunkSize, new Float32Array(chunkSize)),
    peers: [
      ourRow('tapline, a new array for each chunk', kernel, signal, chunkSize),
      convolverNodeRow([signal], [taps]),
    ],
    targets: kernelSeconds in WANTED ? [{ against: [CONVOLVER_NODE], atLeast: WANTED[kernelSeconds] }] : [],
  })
}

/** A snapshot against what a convolver takes that begins anew. */
async function compareRestoring(bench: Bench): Promise<void> {
  const taps = noise(4096, 1)
  const [past, next] = [noise(50_000, 2), noise(4096, 3)]
  const convolver = new Convolver(taps)
  convolver.process(past)
  const bytes = convolver.snapshot()
  await bench.compare({
    work: 'restore of a snapshot, 4,096 taps',
    samples: taps.length,
    ours: {
      name: 'Convolver.restore',
      run: () => {
        Convolver.restore(taps, bytes).dispose()
      },
      result: () => Convolver.restore(taps, bytes).process(next),
    },
    peers: [
      {
        name: MAKING,
        run: () => {
          new Convolver(taps).dispose()
        },
        result: () => convolver.process(next),
      },
    ],
    targets: [{ against: [MAKING], atLeast: 0.67 }],
  })
}

/** A stream that goes on from run to run. */
function ourRow(
  name: string,
  kernel: PreparedKernel,
  signal: Float32Array,
  chunkSize: number,
  out?: Float32Array,
): Row {
  const chunks = chunksOf(signal, chunkSize)
  const convolver = new Convolver(kernel)
  return {
    name,
    run: () => {
      let last
      for (const chunk of chunks) last = convolver.process(chunk, out)
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
