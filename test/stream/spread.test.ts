import { PreparedKernel } from 'tapline'
import { expect, test } from 'vitest'
import { isSpread } from '../../src/stream/convolver/partition.js'
import { singleRouting } from '../../src/stream/convolver/routing.js'
import { layoutOf } from '../../src/stream/convolver/state-layout.js'
import { transformPlan } from '../../src/transform/block-transform.js'
import { Block } from '../../src/wasm/heap.js'
import { LevelTable } from '../../src/wasm/level-table.js'
import { noise } from '../support/signals.js'

// As in assembly/levels.ts, in words.
const [LEVELS, FIRST, NEXT, TASK] = [3, 6, 13, 8] as const

test('The work of a large block is spread over the time of the next one', () => {
  const kernel = new PreparedKernel(noise('float32', 60_000, 1))
  const { levels } = kernel.plan
  const index = levels.findIndex(isSpread)
  if (index < 0) throw new Error('no level of this plan is spread')
  const { blockLength, count } = levels[index]
  const smallest = levels[0].blockLength
  const layout = layoutOf(singleRouting(kernel))
  const memory = new Block(layout.length, 'float32')
  const plans = levels.map((level) => transformPlan(level.blockLength, 'float32'))
  const table = new LevelTable(memory, layout.table, plans)
  memory.samples.fill(1, layout.firstInput, layout.firstTail)
  table.moveTo(layout.firstInput + layout.headRoom, layout.firstTail + layout.lag)
  table.begin(0)
  table.setLastSounding(0, 3 * blockLength, 3 * blockLength)

  const words = new Uint32Array(memory.samples.buffer, memory.address, layout.firstInput)
  const levelAt =
    (words[LEVELS] - memory.address) / 4 + (index * (words[LEVELS + 1] - words[LEVELS])) / 4 / levels.length
  const next = (): number => words[levelAt + NEXT]

  /** The numbers of tasks that are done, step by step, in the time after a block. */
  function doneAfter(block: number): number[] {
    table.advance((block + 1) * blockLength - smallest, smallest)
    // The tasks of the first block of a pair are followed by those of the second.
    const all = [words[levelAt + FIRST + block]]
    for (
      let from = (block + 1) * blockLength;
      from < (block + 2) * blockLength - smallest;
      from += smallest
    ) {
      all.push(next())
      table.advance(from, smallest)
    }
    all.push(next())
    return all.slice(1).map((value, i) => (value - all[i]) / 4 / TASK)
  }

  table.advance(0, blockLength - smallest)
  // With the first block of a pair, the sums of both are taken but for the second block itself.
  const [first, second] = [Math.ceil((count - 1) / 4) + 3, 3]
  for (const [block, tasks] of [first, second].entries()) {
    const done = doneAfter(block)
    expect(done).toHaveLength(blockLength / smallest)
    expect(Math.max(...done)).toBe(1)
    expect(done.reduce((sum, value) => sum + value)).toBe(tasks)
  }
  memory.free()
  kernel.dispose()
})
