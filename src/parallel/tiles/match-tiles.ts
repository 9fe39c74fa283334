import type { ProfileTask } from '../../pattern/match/match-profile.js'
import type { Samples, TypedSignal } from '../../samples.js'
import { buffersOf } from '../buffers-of.js'
import type { SharedWork } from '../crew.js'
import { MatchComputer, type MatchTile } from './match-computer.js'
import { SamplePool } from './sample-pool.js'
import { tileLength } from './tile-length.js'

/** The windows of some blocks: the index of the first one, and their number. */
interface Place {
  readonly from: number
  readonly length: number
}

/** The tiles of a match profile: the windows of some blocks each. */
export function matchTiles(
  samples: TypedSignal,
  template: Float64Array,
  { precision, measure, size }: Pick<ProfileTask, 'precision' | 'measure' | 'size'>,
  out: Samples,
  threads: number,
): SharedWork<Place> {
  const pool = new SamplePool(precision)
  const shared = { template, precision, measure, size }
  const blockLength = 2 * size - template.length + 1
  const step = tileLength(Math.ceil(out.length / blockLength), blockLength, threads) * blockLength
  const endOf = ({ from, length }: Place): number => from + length + template.length - 1
  return {
    kind: 'match',
    shared,
    places: cut(out.length, step),
    send(place) {
      const { from, length } = place
      const input = pool.partOf(samples, from, endOf(place))
      const output = pool.take(length)
      return {
        tile: { input, output },
        moved: buffersOf([input, output]),
        take(result: MatchTile) {
          out.set(result.output, from)
          pool.give([result.input, result.output])
        },
      }
    },
    here() {
      const computer = new MatchComputer(shared)
      return {
        compute(place) {
          const { from, length } = place
          const input = samples.subarray(from, endOf(place))
          computer.compute({ input, output: out.subarray(from, from + length) })
        },
        dispose: () => computer.dispose(),
      }
    },
  }
}

function* cut(count: number, step: number): Generator<Place, void> {
  for (let from = 0; from < count; from += step) yield { from, length: Math.min(step, count - from) }
}
