import { joined } from '../../samples.js'
import type { ConvolutionPart, FiniteWork } from './convolution-part.js'
import { DirectComputer, type DirectResult } from './direct-computer.js'
import { SamplePool } from './sample-pool.js'
import { tileLength } from './tile-length.js'

/** Some results: the place of the first one, and their number. */
interface Place {
  readonly at: number
  readonly length: number
}

/** The tiles of a direct convolution: some results each. */
export function directTiles(
  { signal, kernel, inside, results, precision }: ConvolutionPart,
  threads: number,
): FiniteWork<Place> {
  const pool = new SamplePool(precision)
  const shared = { kernel: joined([kernel], precision), precision }
  let isFinite = true
  /** The samples that results read, and the index of the first result in the convolution of these. */
  const span = ({ at, length }: Place): { from: number; to: number; start: number } => {
    const begin = inside.start + at
    const from = Math.min(Math.max(begin - kernel.length + 1, 0), signal.length)
    return { from, to: begin + length, start: begin - from }
  }
  return {
    kind: 'direct',
    shared,
    places: cut(results.length, tileLength(results.length, 1, threads)),
    get isFinite() {
      return isFinite
    },
    send(place) {
      const { from, to, start } = span(place)
      const input = pool.copyOf(signal, from, to)
      const output = pool.take(place.length)
      return {
        tile: { input, start, output },
        moved: [input.buffer, output.buffer],
        take(result: DirectResult) {
          isFinite &&= result.isFinite
          results.set(result.output, place.at)
          pool.give([result.input, result.output])
        },
      }
    },
    here() {
      const computer = new DirectComputer(shared)
      return {
        compute(place) {
          const { from, to, start } = span(place)
          const output = results.subarray(place.at, place.at + place.length)
          const result = computer.compute({ input: signal.subarray(from, to), start, output })
          isFinite &&= result.isFinite
        },
        dispose: () => computer.dispose(),
      }
    },
  }
}

function* cut(count: number, step: number): Generator<Place, void> {
  for (let at = 0; at < count; at += step) yield { at, length: Math.min(step, count - at) }
}
