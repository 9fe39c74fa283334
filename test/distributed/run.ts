// Any number of schedules, from a seed on: npm run fuzz:schedules -- [COUNT] [SEED]
import { simulate } from './simulation.js'

const [count = 100_000, seed = 1] = process.argv.slice(2).map(Number)
const began = performance.now()
let [crashes, lostReplies, superseded] = [0, 0, 0]
for (let i = 0; i < count; i++) {
  const outcome = await simulate(seed + i)
  crashes += outcome.crashes
  lostReplies += outcome.lostReplies
  superseded += outcome.superseded
  if ((i + 1) % 10_000 === 0)
    console.log(`${i + 1} schedules, ${Math.round((performance.now() - began) / 1000)} s`)
}
console.log(
  `all ${count} gave each result once: ${crashes} crashes, ${lostReplies} lost replies, ${superseded} superseded workers`,
)
