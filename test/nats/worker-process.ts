// A worker as a separate process: PORT JOB NAME LEASE_MS KERNEL_SEED. It ends cleanly on SIGTERM.
import { connect } from '@nats-io/transport-node'
import { Convolver } from 'tapline'
import { runWorker } from 'tapline/nats'
import { kernelOf } from './series-of.js'

const [port, job, name, leaseMs, seed] = process.argv.slice(2)
const connection = await connect({
  port: Number(port),
  waitOnFirstConnect: true,
  reconnectTimeWait: 50,
  maxReconnectAttempts: -1,
})
const kernel = kernelOf(Number(seed))
const recipe = {
  create: () => new Convolver(kernel),
  restore: (_series: string, snapshot: Uint8Array) => Convolver.restore(kernel, snapshot),
}
const worker = await runWorker(connection, job, recipe, {
  name,
  leaseMs: Number(leaseMs),
  snapshotEveryBytes: 20_000,
  onEvent: (event) => {
    if (event.type === 'retry') console.log(JSON.stringify({ ...event, error: String(event.error) }))
    else console.log(JSON.stringify(event))
  },
})
console.log(JSON.stringify({ type: 'started' }))
process.once('SIGTERM', () => void worker.stop())
try {
  await worker.ended
  await connection.close()
} catch (error) {
  console.log(JSON.stringify({ type: 'failed', message: (error as Error).message }))
  process.exit(1)
}
