import type { Precision, Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import { scheduleOf } from '../../src/stream/convolver/schedule-of.js'
import { transformPlan } from '../../src/transform/block-transform.js'
import { Block } from '../../src/wasm/heap.js'
import { LevelTable, tablePlaces } from '../../src/wasm/level-table.js'
import { place } from '../../src/wasm/spectrum.js'
import { forward } from '../../src/wasm/transform.js'
import { naiveConvolution } from '../naive/convolution.js'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { noise, PRECISIONS } from '../support/signals.js'

const SIZE = 32
/** A value that no computation here returns. */
const CANARY = 12_345
const MARGIN = 16

/** Segments of taps in the form of a kernel. */
function kernelOf(taps: Samples, precision: Precision): Block {
  const count = taps.length / SIZE
  const kernel = new Block(2 * taps.length, precision)
  const spectrum = new Block(2 * SIZE, precision)
  const source = new Block(taps.length, precision)
  source.samples.set(taps)
  for (let p = 0; p < count; p++) {
    forward(spectrum, 0, source, p * SIZE, transformPlan(SIZE, precision))
    place(kernel, spectrum, 0, 2 * SIZE, p, count, 1 / SIZE)
  }
  for (const block of [spectrum, source]) block.free()
  return kernel
}

/** The outputs of a level for a signal that begins at an index of the stream, from a block after it on. */
function outputsOf(signal: Samples, kernel: Block, begin: number): Samples {
  const { precision } = kernel
  const count = kernel.length / 2 / SIZE
  const level = { start: SIZE, blockLength: SIZE, count }
  const tasks = scheduleOf(level, 0, [[{ input: 0, kernel: { spectra: [kernel] } }]], [0])
  const places = tablePlaces(1, [tasks.flat().length])
  const inputAt = places.end
  const tailAt = inputAt + signal.length + MARGIN
  const rings = tailAt + signal.length + SIZE + MARGIN
  const sums = rings + 2 * SIZE * count
  const memory = new Block(sums + 2 * SIZE + MARGIN, precision)
  for (const at of [tailAt - MARGIN, rings - MARGIN, sums + 2 * SIZE])
    memory.samples.fill(CANARY, at, at + MARGIN)
  memory.samples.set(signal, inputAt)
  const levels = [{ size: SIZE, start: SIZE, count, rings, sums, isSpread: false, tasks }]
  const table = new LevelTable(memory, { inputs: [0], outputs: [0], levels, places }, [
    transformPlan(SIZE, precision),
  ])
  table.moveTo(inputAt - begin, tailAt - SIZE - begin)
  table.begin(begin)
  table.setLastSounding(0, begin + signal.length - 1, begin + signal.length)
  table.advance(begin, signal.length)
  const { samples } = memory
  const result = samples.slice(tailAt, rings - MARGIN)
  for (const at of [tailAt - MARGIN, rings - MARGIN, sums + 2 * SIZE]) {
    expect(samples.slice(at, at + MARGIN).every((value) => value === CANARY)).toBe(true)
  }
  memory.free()
  return result
}

describe.each(PRECISIONS)('A level in %s', (precision) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14])(
    'of %i segments convolves the blocks of an input, with the same bits wherever its rings begin',
    (count) => {
      const taps = noise(precision, SIZE * count, 1)
      const signal = noise(precision, SIZE * (2 * count + 3), 2)
      const kernel = kernelOf(taps, precision)
      const expected = naiveConvolution(signal, taps).slice(0, signal.length + SIZE)
      const first = outputsOf(signal, kernel, 0)
      // After its last sample, only the first segment has been added.
      expectClose(
        first.slice(0, signal.length),
        expected.slice(0, signal.length),
        count * tolerance(precision, signal, taps),
      )
      for (const begin of [2 * SIZE, 4 * SIZE, 10 * SIZE, 2 ** 32 - 2 * SIZE, 2 ** 33, 2 ** 50]) {
        expectSameBits(outputsOf(signal, kernel, begin), first, `beginning at ${begin}`)
      }
      kernel.free()
    },
  )
})
