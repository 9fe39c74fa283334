import { Convolver } from 'tapline'
import { expect, test, vi } from 'vitest'
import { isSpread } from '../../src/stream/convolver/partition.js'
import { instance } from '../../src/wasm/module.js'
import { noise } from '../support/signals.js'

test('The work of a large block is spread over the time of the next one', () => {
  const convolver = new Convolver(noise('float32', 60_000, 1))
  const level = convolver.plan.levels.find(isSpread)
  if (level === undefined) throw new Error('no level of this plan is spread')
  const { blockLength, count } = level
  const smallest = convolver.plan.levels[0].blockLength

  const calls: number[] = []
  const transforms = vi.spyOn(instance().float32, 'forward')
  const sums = vi.spyOn(instance().float32, 'accumulate')
  const inverses = vi.spyOn(instance().float32, 'finish')
  const callsOfLevel = (): number =>
    [
      ...transforms.mock.calls.filter(([, , size]) => size === blockLength),
      ...sums.mock.calls.filter(([, , , , bytes]) => bytes === 2 * blockLength * 4),
      ...inverses.mock.calls.filter(([, , size]) => size === blockLength),
    ].length
  convolver.process(noise('float32', 2 * blockLength, 2))
  for (let done = 0; done < blockLength; done += smallest) {
    transforms.mockClear()
    sums.mockClear()
    inverses.mockClear()
    convolver.process(noise('float32', smallest, done))
    calls.push(callsOfLevel())
  }
  expect(Math.max(...calls)).toBe(1)
  expect(calls.reduce((sum, value) => sum + value)).toBe(Math.ceil(count / 4) + 2)
  vi.restoreAllMocks()
  convolver.dispose()
})
