// The timed part of bench/audio-thread.ts, in a separate process: seconds and channels are its arguments.
import { timeProcessor } from './time-processor.js'

/** In ms: wall time, or the process's own processor time if others interrupted it. */
function timed(action: () => unknown): number {
  const used = process.cpuUsage()
  const start = performance.now()
  action()
  const elapsed = performance.now() - start
  const { user, system } = process.cpuUsage(used)
  return Math.min(elapsed, (user + system) / 1000)
}

const [seconds, channelCount] = process.argv.slice(2).map(Number)
const times = await timeProcessor({ seconds, channelCount, precision: 'float64' }, timed)
process.stdout.write(JSON.stringify(times))
