import { expect, test } from 'vitest'
import { ChannelBlock } from '../../src/pattern/match/channel-block.js'
import { SignalBlock } from '../../src/pattern/match/signal-block.js'
import { allOrNothing } from '../../src/wasm/heap.js'
import { noise } from '../support/signals.js'

test('The inverse norms of several channels are the sum of those of each; 0 where all are flat', () => {
  const [size, length] = [32, 8]
  const weights = [3, 1]
  const channels = weights.map((_, c) =>
    Float64Array.from(noise('float64', 2 * size, c + 1)).fill(0.5, 20, 40 + 8 * c),
  )
  const block = allOrNothing(() => new ChannelBlock(size, weights))
  const alone = weights.map((weight) => allOrNothing(() => new SignalBlock(size, 'float32', weight / 4)))
  block.load(channels, 2 * size)
  block.measure(length)
  for (const [c, one] of alone.entries()) {
    one.load(channels[c], 0, 2 * size)
    one.measure(length)
  }
  for (let j = 0; j < block.windowCount(length); j++) {
    const inverse = Math.fround(alone[0].inverses.samples[j] + alone[1].inverses.samples[j])
    expect(block.inverses.samples[j], `window ${j}`).toBe(inverse)
    expect(inverse === 0, `window ${j}`).toBe(j >= 20 && j + length <= 40)
  }
  for (const one of [block, ...alone]) one.dispose()
})
