import { map, type OperatorFunction, Subject } from 'rxjs'
import { Convolver, PreparedKernel, type Samples, type SignalLike } from 'tapline'
import { convolve } from 'tapline/rx'
import type { Bench, Suite } from '../harness/bench.js'
import { chunksOf, hall, noise } from '../harness/data.js'
import { type Row, sink } from '../harness/measure.js'

const CHUNK_SIZE = 128
const CHUNKS = 2_000
const OPERATOR = 'tapline/rx convolve'
const KERNEL_LENGTHS = [64, 48_000]

export const rx: Suite = {
  name: 'rx',
  about: `the operator convolve of tapline/rx over the bare Convolver, chunks of ${CHUNK_SIZE}, float32`,
  async run(bench) {
    for (const length of KERNEL_LENGTHS) await compareKernel(bench, length)
  },
}

async function compareKernel(bench: Bench, kernelLength: number): Promise<void> {
  const kernel = new PreparedKernel(hall(kernelLength, 1))
  const chunks = chunksOf(noise(CHUNKS * CHUNK_SIZE, 2), CHUNK_SIZE)
  const convolver = new Convolver(kernel)
  const mapped = new Convolver(kernel)
  const { rows } = await bench.compare({
    work: `kernel of ${kernelLength} taps`,
    samples: CHUNKS * CHUNK_SIZE,
    ours: {
      name: 'bare Convolver',
      run: () => {
        for (const chunk of chunks) sink.last = convolver.process(chunk)
      },
    },
    peers: [
      operatorRow(
        'map(convolver.process)',
        chunks,
        map((chunk) => mapped.process(chunk)),
      ),
      operatorRow(OPERATOR, chunks, convolve(kernel)),
    ],
  })
  // The median of the ratios, rather than the difference of medians taken at different times.
  for (const { name, ratio } of rows.slice(1)) {
    bench.figure({
      name: `${name} over the bare Convolver, kernel of ${kernelLength} taps`,
      value: (((ratio?.median ?? NaN) - 1) * rows[0].seconds.median * 1e6) / CHUNKS,
      unit: 'µs a chunk more',
      ...(name === OPERATOR ? { atMost: 1 } : {}),
    })
  }
}

/** One permanent subscription; a run sends all chunks through it. */
function operatorRow(
  name: string,
  chunks: readonly Float32Array[],
  operator: OperatorFunction<SignalLike, Samples>,
): Row {
  const source = new Subject<SignalLike>()
  source.pipe(operator).subscribe((result) => (sink.last = result))
  return {
    name,
    run: () => {
      for (const chunk of chunks) source.next(chunk)
    },
  }
}
