/**
 * The source of a worker: PORT JOB NAME TAPS LEASE_MS. It prints its processor time and the number of results with each partition's
 * commits.
 */
export const JOB_WORKER = `
  import { connect } from '@nats-io/transport-node'
  import { Convolver, PreparedKernel } from 'tapline'
  import { recipeOf, runWorker } from 'tapline/nats'
  const [port, job, name, taps, leaseMs] = process.argv.slice(1)
  const connection = await connect({ port: Number(port) })
  const kernel = new PreparedKernel(Float32Array.from({ length: Number(taps) }, (_, n) => Math.cos(n * n) / (n + 1)))
  const tell = (told) => process.stdout.write(JSON.stringify({ time: Date.now(), ...told }) + '\\n')
  const begin = process.cpuUsage()
  tell({ type: 'begun' })
  const worker = await runWorker(connection, job, recipeOf(Convolver, kernel), {
    name,
    leaseMs: Number(leaseMs),
    onEvent: ({ type, partition, results }) => {
      const { user, system } = process.cpuUsage(begin)
      tell({ type, partition, results, cpu: (user + system) / 1e6 })
    },
  })
  process.once('SIGTERM', async () => {
    await worker.stop()
    process.exit(0)
  })
  await worker.ended
`
