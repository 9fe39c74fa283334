import type { Samples } from '../../samples.js'
import type { BlockKernels } from './block-kernels.js'
import { GroupThreads } from './group-threads.js'
import { outputGroups } from './output-groups.js'
import { SharedRoom } from './shared-room.js'

/** One chunk is computed while the previous one is written and the next one is read. */
const CHUNKS_AT_A_TIME = 2

/** Convolves chunks as `convolveChunks` does, with the outputs shared among threads. It reuses the arrays that it yields. */
export async function* convolveInThreads(
  source: AsyncIterable<readonly Samples[]>,
  blocks: BlockKernels,
  threadCount: number,
): AsyncGenerator<Samples[], void, undefined> {
  await using threads = new GroupThreads(outputGroups(blocks, threadCount))
  await threads.prepare()
  const rooms = Array.from({ length: CHUNKS_AT_A_TIME }, () => new SharedRoom(blocks))
  const underway: Promise<Samples[]>[] = []
  let count = 0
  for await (const chunk of source) {
    // By the time a room is used again, its contents have been taken.
    const outputs = threads.convolve(rooms[count++ % rooms.length].put(chunk))
    // A failure is thrown below, or no longer matters.
    outputs.catch(() => undefined)
    underway.push(outputs)
    if (underway.length === rooms.length) yield* underway.splice(0, 1)
  }
  yield* underway
  yield await threads.flush()
}
