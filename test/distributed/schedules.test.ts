import { expect, test } from 'vitest'
import { SEED } from '../support/seed.js'
import { simulate } from './simulation.js'

test(`results come exactly once, with the same bits, under any schedule (seed ${SEED})`, async () => {
  let [crashes, lostReplies, superseded] = [0, 0, 0]
  for (let i = 0; i < 300; i++) {
    const outcome = await simulate(SEED + i)
    crashes += outcome.crashes
    lostReplies += outcome.lostReplies
    superseded += outcome.superseded
  }
  // Without failures, this would prove nothing.
  expect(crashes).toBeGreaterThan(300)
  expect(lostReplies).toBeGreaterThan(300)
  expect(superseded).toBeGreaterThan(100)
})
