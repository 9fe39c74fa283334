import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'
import { addressOf, allOrNothing, Block, lasting } from '../../src/wasm/heap.js'
import { instance } from '../../src/wasm/module.js'
import { PRECISIONS } from '../support/signals.js'
import { watchHeap } from '../support/heap-watch.js'

describe.each(PRECISIONS)('A block of %s', (precision) => {
  test('holds zeros at first, also in memory that was used before', () => {
    const used = new Block(1000, precision)
    used.samples.fill(NaN)
    const { address } = used
    used.free()
    const fresh = new Block(1000, precision)
    expect(fresh.address).toBe(address)
    expect(fresh.samples).toHaveLength(1000)
    expect(fresh.samples.every((value) => value === 0)).toBe(true)
    fresh.free()
  })

  test('lies at a multiple of 16 bytes and overlaps no other', () => {
    const lengths = [0, 1, 2, 3, 4, 5, 31, 32, 33, 1000, 17]
    const blocks = lengths.map((length) => new Block(length, precision))
    for (const [i, block] of blocks.entries()) block.samples.fill(i + 1)
    for (const [i, block] of blocks.entries()) {
      expect(block.address % 16).toBe(0)
      expect(block.samples).toHaveLength(lengths[i])
      expect(block.samples.every((value) => value === i + 1)).toBe(true)
    }
    for (const block of blocks) block.free()
  })

  test('can be read after the memory has grown', () => {
    const block = new Block(100, precision)
    block.samples.set([1, 2, 3])
    const before = block.samples
    const { buffer } = instance().memory
    const large = new Block(buffer.byteLength, precision)
    expect(instance().memory.buffer).not.toBe(buffer)
    expect(before).toHaveLength(0)
    expect(block.samples).toHaveLength(100)
    expect([...block.samples.subarray(0, 4)]).toEqual([1, 2, 3, 0])
    block.samples[3] = 4
    expect(block.samples[3]).toBe(4)
    expect(block.samples).toBe(block.samples)
    large.free()
    block.free()
  })
})

describe('The heap', () => {
  test('reuses freed memory', () => {
    const lengths = [10, 1000, 100_000]
    const first = lengths.map((length) => new Block(length, 'float32'))
    const addresses = first.map(({ address }) => address)
    for (const block of first) block.free()
    const size = instance().memory.buffer.byteLength
    for (let i = 0; i < 1000; i++) {
      const blocks = lengths.map((length) => new Block(length, 'float32'))
      expect(blocks.map(({ address }) => address)).toEqual(addresses)
      for (const block of blocks) block.free()
    }
    expect(instance().memory.buffer.byteLength).toBe(size)
  })

  test('frees a block once, however often free is called', () => {
    const heap = watchHeap()
    const block = new Block(10, 'float32')
    block.free()
    const other = new Block(10, 'float32')
    block.free()
    expect(heap.blocks).toBe(1)
    expect(block.address).toBe(0)
    other.free()
    expect(heap.blocks).toBe(0)
  })

  test('has no address for a freed block', () => {
    const block = new Block(10, 'float32')
    expect(addressOf(block, 3)).toBe(block.address + 12)
    block.free()
    expect(() => addressOf(block, 0)).toThrow('this object was disposed: make a new one')
  })

  test('frees the blocks that were collected without having been freed', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const heap = watchHeap()
    const forgotten = 100
    for (let i = 0; i < forgotten; i++) new Block(1000, 'float64')
    const kept = new Block(10, 'float64')
    const freed = new Block(10, 'float64')
    freed.free()
    expect(heap.blocks).toBe(forgotten + 1)
    // A collection, and a turn of the event loop for the callbacks of the registry.
    for (let i = 0; i < 50 && heap.blocks > 1; i++) {
      collectGarbage()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(heap.blocks).toBe(1)
    expect(kept.samples).toHaveLength(10)
    kept.free()
    expect(heap.blocks).toBe(0)
  })
})

describe('allOrNothing', () => {
  const made = (length: number): Block => new Block(length, 'float32')

  test('returns the result of its function, and keeps its blocks', () => {
    const heap = watchHeap()
    const blocks = allOrNothing(() => [made(10), made(20)])
    expect(heap.blocks).toBe(2)
    for (const block of blocks) block.free()
    expect(heap.blocks).toBe(0)
  })

  test('frees its blocks when it throws, and no others', () => {
    const heap = watchHeap()
    const before = made(5)
    const cause = new Error('no more')
    const attempt = (): unknown =>
      allOrNothing(() => {
        made(10).free()
        made(20)
        throw cause
      })
    expect(attempt).toThrow(cause)
    expect(heap.blocks).toBe(1)
    expect(before.isFree).toBe(false)
    const after = made(5)
    expect(heap.blocks).toBe(2)
    before.free()
    after.free()
  })

  test('frees what a nested one has made, and not what is lasting', () => {
    const heap = watchHeap()
    const shared: Block[] = []
    const attempt = (): unknown =>
      allOrNothing(() => {
        allOrNothing(() => made(10))
        shared.push(lasting(() => made(20)))
        return made(2 ** 40)
      })
    expect(attempt).toThrow(/^there is no memory/)
    expect(heap.blocks).toBe(1)
    expect(shared[0].isFree).toBe(false)
    shared[0].free()
    expect(heap.blocks).toBe(0)
  })

  test('does not free blocks made before a failure that was caught inside', () => {
    const heap = watchHeap()
    const block = allOrNothing(() => {
      const kept = made(10)
      expect(() => allOrNothing(() => [made(20), made(2 ** 40)])).toThrow()
      return kept
    })
    expect(block.isFree).toBe(false)
    expect(heap.blocks).toBe(1)
    block.free()
  })
})

test('Blocks can be made and freed on hosts that do not report what they collect', async () => {
  vi.stubGlobal('FinalizationRegistry', undefined)
  vi.resetModules()
  const { Block: FreshBlock } = await import('../../src/wasm/heap.js')
  const block = new FreshBlock(10, 'float32')
  expect(block.samples).toHaveLength(10)
  block.free()
  expect(block.isFree).toBe(true)
  vi.unstubAllGlobals()
})

test('The message for full memory says how much is in use', () => {
  const message = (): string => {
    try {
      return String(new Block(2 ** 32, 'float32').length)
    } catch (error) {
      return String(error)
    }
  }
  const inUse = (): number => Number(/as (\d+) of at most 4294836224 bytes/.exec(message())?.[1])
  const before = inUse()
  const block = new Block(1000, 'float64')
  expect(inUse()).toBe(before + 8128)
  block.free()
  expect(inUse()).toBe(before)
  expect(message()).toContain('in a loop that never awaits, garbage keeps its memory')
})
