// Workers and the server are killed, frozen and cut off at random while data flows: npm run chaos -- --minutes 10 [--seed 1]
// At the end, each sample of each series must be there exactly once, in order, with the bits of one uninterrupted run; otherwise it
// exits with 1.
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createJob, feed } from 'tapline/nats'
import { mulberry32 } from '../support/mulberry32.js'
import { buildWorker, chunksOf, faultsOf, sleep, untilComputed, WorkerProcess } from './job-run.js'
import { NatsServer } from './nats-server.js'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string', default: '1' } },
})
const end = performance.now() + Number(values.minutes) * 60_000
const random = mulberry32(Number(values.seed))
const [SERIES, LENGTH, WORKERS] = [40, 3000, 3]

const script = await buildWorker()
const server = await NatsServer.start()
const connection = await server.connect()
const workers: WorkerProcess[] = []
const counts = { jobs: 0, killed: 0, frozen: 0, ended: 0, restarts: 0 }
let faults: string[] = []
while (performance.now() < end && faults.length === 0) {
  const job = `chaos-${counts.jobs++}`
  await createJob(connection, { name: job, partitions: 1 + Math.floor(random() * 8) })
  for (let i = 0; i < WORKERS; i++) start(job, i)
  const state = { isFed: false }
  const feeding = feed(connection, job, chunksOf(SERIES, LENGTH, 100)).finally(() => (state.isFed = true))
  while (!state.isFed) {
    await sleep(100 + random() * 700)
    await disturb(job)
  }
  await feeding
  await untilComputed(connection, job)
  faults = await faultsOf(connection, job, SERIES, LENGTH)
  for (const worker of workers) worker.signal('SIGKILL')
  console.log(`${job}: ${faults.length === 0 ? 'not a bit differs' : faults.slice(0, 5).join('; ')}`, counts)
}
await server.stop()
rmSync(script, { force: true })
process.exit(faults.length === 0 ? 0 : 1)

function start(job: string, i: number): void {
  workers[i] = new WorkerProcess(
    script,
    server.port,
    job,
    `w${counts.jobs}-${counts.killed + counts.ended}-${i}`,
  )
}

async function disturb(job: string): Promise<void> {
  const i = Math.floor(random() * WORKERS)
  const fate = random()
  if (fate < 0.4) {
    workers[i].signal('SIGKILL')
    counts.killed++
    start(job, i)
  } else if (fate < 0.6) {
    const frozen = workers[i]
    frozen.signal('SIGSTOP')
    counts.frozen++
    await sleep(random() * 2000)
    frozen.signal('SIGCONT')
  } else if (fate < 0.7) {
    workers[i].signal('SIGTERM')
    counts.ended++
    start(job, i)
  } else if (fate < 0.8) {
    await server.kill()
    counts.restarts++
    await sleep(random() * 500)
    await server.resume()
  }
}
