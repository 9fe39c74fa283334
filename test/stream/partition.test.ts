import { Convolver, type Partition } from 'tapline'
import { describe, expect, test } from 'vitest'
import { findPartition } from '../../src/stream/convolver/partition.js'
import { PRECISIONS } from '../support/signals.js'

const BLOCK_SIZES = [0, 1, 7, 31, 32, 48, 64, 100, 128, 480, 1024, 4096, 16_384, 100_000]
const LENGTHS = [
  1, 2, 31, 32, 33, 63, 64, 65, 96, 100, 127, 128, 500, 1000, 4095, 4096, 4097, 48_000, 240_001,
]

/** By how many samples the product of a block may come later than its last sample, for outputs in blocks. */
function lead(blockLength: number, blockSize: number): number {
  let least = Infinity
  // The block ends at each multiple of its length; outputs up to the next multiple of blockSize are then still waiting.
  for (let end = blockLength; end <= blockLength * Math.max(blockSize, 1); end += blockLength) {
    const begun = blockSize === 0 ? end : Math.floor((end - 1) / blockSize) * blockSize
    least = Math.min(least, end - Math.max(begun, 0))
    if (least === 0) break
  }
  return least
}

describe.each(PRECISIONS)('The partition of a kernel in %s', (precision) => {
  test('covers every tap once, in order, with blocks of growing powers of two', () => {
    for (const blockSize of BLOCK_SIZES) {
      for (const length of LENGTHS) {
        const { headLength, levels } = findPartition(length, blockSize, precision)
        let next = headLength
        let last = 16
        for (const { start, blockLength, count } of levels) {
          expect(start).toBe(next)
          expect(count).toBeGreaterThanOrEqual(1)
          expect(blockLength).toBeGreaterThan(last)
          expect(Math.log2(blockLength) % 1).toBe(0)
          next = start + blockLength * count
          last = blockLength
        }
        expect(next).toBe(length)
      }
    }
  })

  test('needs no sample before it has come', () => {
    for (const blockSize of BLOCK_SIZES) {
      for (const length of LENGTHS) {
        for (const { start, blockLength } of findPartition(length, blockSize, precision).levels) {
          expect(start, `${length} taps, blockSize ${blockSize}`).toBeGreaterThanOrEqual(
            blockLength - Math.min(lead(blockLength, blockSize), blockLength),
          )
        }
      }
    }
  })

  test('is direct for few taps and uses at least three levels for many', () => {
    expect(findPartition(1, 0, precision)).toEqual({ headLength: 1, levels: [] })
    expect(findPartition(32, 0, precision)).toEqual({ headLength: 32, levels: [] })
    expect(findPartition(240_000, 0, precision).levels.length).toBeGreaterThanOrEqual(3)
    expect(findPartition(240_000, 0, precision).headLength).toBeLessThan(512)
  })

  test('is the plan of the convolver', () => {
    using convolver = new Convolver(new Float64Array(5000).fill(1), { precision, blockSize: 64 })
    const plan: Partition = convolver.plan
    expect(plan).toEqual(findPartition(5000, 64, precision))
  })
})
