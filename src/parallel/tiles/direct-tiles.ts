import { joined, type Samples } from '../../samples.js'
import { buffersOf, isShared } from '../buffers-of.js'
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
  const isInPlace = isShared(results.buffer)
  let isFinite = true
  /** The samples that results read, and the index of the first result in the convolution of these. */
  const span = ({ at, length }: Place): { from: number; to: number; start: number } => {
    const begin = inside.start + at
    const from = Math.min(Math.max(begin - kernel.length + 1, 0), signal.length)
    return { from, to: begin + length, start: begin - from }
  }
  const placeOf = ({ at, length }: Place): Samples => results.subarray(at, at + length)
  return {
    kind: 'direct',
    shared,
    places: cut(results.length, tileLength(results.length, 1, threads)),
    isInPlace,
    get isFinite() {
      return isFinite
    },
    send(place) {
      const { from, to, start } = span(place)
      const input = pool.partOf(signal, from, to)
      const output = isInPlace ? placeOf(place) : pool.take(place.length)
      return {
        tile: { input, start, output },
        moved: buffersOf([input, output]),
        take(result: DirectResult) {
          isFinite &&= result.isFinite
          if (!isInPlace) results.set(result.output, place.at)
          pool.give([result.input, result.output])
        },
      }
    },
    here() {
      const computer = new DirectComputer(shared)
      return {
        compute(place) {
          const { from, to, start } = span(place)
          const input = signal.subarray(from, to)
          const result = computer.compute({ input, start, output: placeOf(place) })
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
