import { expect, test } from 'vitest'
import { MemoryPartition } from '../../src/distributed/memory-partition.js'

const { signal } = new AbortController()

test('a partition in memory removes what was taken, and keeps counting', async () => {
  const partition = new MemoryPartition()
  for (const byte of [1, 2, 3]) partition.feed(Uint8Array.of(byte))
  expect(await partition.commit(Uint8Array.of(7), 0)).toBe(1)
  expect(await partition.commit(Uint8Array.of(8), 1)).toBe(2)
  partition.forget(2, 2)
  expect(partition.inputCount).toBe(3)
  expect(await partition.firstInput()).toBe(3)
  expect(await partition.readInput(3, signal)).toEqual([{ sequence: 3, data: Uint8Array.of(3) }])
  // The last record stays: a worker begins with it.
  expect(await partition.lastRecord()).toEqual({ sequence: 2, data: Uint8Array.of(8) })
  expect(await partition.commit(Uint8Array.of(9), 1)).toBeUndefined()
  expect(await partition.commit(Uint8Array.of(9), 2)).toBe(3)
  expect(await partition.readRecords(3, signal)).toEqual([{ sequence: 3, data: Uint8Array.of(9) }])
  partition.feed(Uint8Array.of(4))
  expect(await partition.readInput(4, signal)).toEqual([{ sequence: 4, data: Uint8Array.of(4) }])
})
