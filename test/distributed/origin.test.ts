import { expect, test } from 'vitest'
import { encodeBatch } from '../../src/distributed/chunk-batch.js'
import { MemoryPartition } from '../../src/distributed/memory-partition.js'
import type { Origin } from '../../src/distributed/result-record.js'
import { workPartition } from '../../src/distributed/work-partition.js'
import { runningSum, TOY_ORIGIN } from './toy-processor.js'

/** Works until a record is committed, unless it is stopped before. */
async function run(
  partition: MemoryPartition,
  origin: Origin,
  stop = new AbortController(),
): Promise<string> {
  const settings = {
    ...{ recipe: runningSum, origin, worker: 'w', gaps: 'error' as const },
    ...{ snapshotEveryBytes: 1000, recordBytes: 1000 },
    onCommit: () => stop.abort(),
  }
  return workPartition(partition, settings, stop.signal)
}

test.each([
  [
    { engine: 'another' },
    /^all workers of a job must use the same engine, got another here and toy in its output: install/,
  ],
  [
    { simd: 'relaxed' },
    /^all workers of a job must use the same SIMD, got relaxed here and baseline in its output: set TAPLINE_SIMD=baseline/,
  ],
  [
    { processor: 2 },
    /^all workers of a job must run the same processor, .*: (?:give|pass|use) the kernel and options/,
  ],
])('a worker with %j is refused in one line', async (difference, message) => {
  const partition = new MemoryPartition()
  partition.feed(encodeBatch([{ series: 'a', index: 0, samples: Float64Array.of(1, 2), isEnd: false }]))
  expect(await run(partition, TOY_ORIGIN)).toBe('released')
  await expect(run(partition, { ...TOY_ORIGIN, ...difference })).rejects.toThrow(message)
  const stop = new AbortController()
  stop.abort()
  expect(await run(partition, TOY_ORIGIN, stop)).toBe('released')
})
