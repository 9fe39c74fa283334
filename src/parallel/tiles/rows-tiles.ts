import type { Choice } from '../../image/convolve/choose-method-2d.js'
import type { Task2d } from '../../image/convolve/convolve-2d.js'
import type { ConcreteMethod2d } from '../../image/convolve/method-2d.js'
import type { Axis } from '../../image/plane/axis.js'
import { spanOf } from '../../image/plane/axis.js'
import { insideIndex } from '../../image/plane/boundary.js'
import type { Samples, TypedSignal } from '../../samples.js'
import { buffersOf, isShared } from '../buffers-of.js'
import type { SharedWork } from '../crew.js'
import { RowsComputer, type SharedRows } from './rows-computer.js'
import { SamplePool } from './sample-pool.js'
import { tileLength } from './tile-length.js'

/** Some rows of results: the first one, and their number. */
interface Place {
  readonly row: number
  readonly count: number
}

/** The tiles of a convolution in two dimensions: some rows of results each. By transforms, these are whole rows of its own tiles. */
export function rowsTiles(
  whole: Task2d,
  method: ConcreteMethod2d,
  { factors, tiling }: Choice,
  threads: number,
): SharedWork<Place> {
  const { task, width, precision, boundary, fillValue, result } = whole
  const { x, y, coefficients } = task
  const shared: SharedRows = {
    x,
    coefficients,
    width,
    precision,
    boundary,
    fillValue,
    method,
    factors,
    tiling,
  }
  const pool = new SamplePool(precision)
  const isInPlace = isShared(result.data.buffer)
  const rows = method === 'fft' ? (tiling?.rows ?? 1) : 1
  const partOf = ({ row, count }: Place): Axis => ({ ...y, start: y.start + row * y.stride, count })
  const placeOf = ({ row, count }: Place): Samples =>
    result.data.subarray(row * x.count, (row + count) * x.count)
  return {
    kind: 'rows',
    shared,
    places: cut(y.count, tileLength(Math.ceil(y.count / rows), rows * x.count, threads) * rows),
    isInPlace,
    send(place) {
      const part = partOf(place)
      const { data, start } = rowsFor(whole, part)
      const output = isInPlace ? placeOf(place) : pool.take(place.count * x.count)
      return {
        tile: { data, y: { ...part, start }, output },
        moved: buffersOf([data, output]),
        take({ output: done }: { readonly output: Samples }) {
          if (!isInPlace) result.data.set(done, place.row * x.count)
          pool.give([done])
        },
      }
    },
    here() {
      const computer = new RowsComputer(shared)
      return {
        compute(place) {
          computer.compute({ data: whole.data, y: partOf(place), output: placeOf(place) })
        },
        dispose: () => computer.dispose(),
      }
    },
  }
}

function* cut(count: number, step: number): Generator<Place, void> {
  for (let row = 0; row < count; row += step) yield { row, count: Math.min(step, count - row) }
}

/** The rows that some results read, continued beyond the edges; and at which of them the first result begins. */
function rowsFor({ data, width, boundary }: Task2d, y: Axis): { data: TypedSignal; start: number } {
  const height = data.length / width
  const end = y.start + spanOf(y, y.count)
  if (boundary === 'fill') {
    // Rows outside stay outside.
    const from = Math.min(Math.max(y.start, 0), height)
    const to = Math.max(Math.min(end, height), from)
    const rows = data.subarray(from * width, to * width)
    return { data: isShared(rows.buffer) ? rows : rows.slice(), start: y.start - from }
  }
  const rows = data.slice(0, 0).constructor as new (length: number) => TypedSignal
  const copy = new rows((end - y.start) * width)
  for (let row = y.start; row < end; row++) {
    const inside = insideIndex(boundary, row, height)
    copy.set(data.subarray(inside * width, (inside + 1) * width), (row - y.start) * width)
  }
  return { data: copy, start: 0 }
}
