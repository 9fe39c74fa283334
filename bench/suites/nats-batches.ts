import type { NatsConnection } from '@nats-io/transport-node'
import { ConvolverMatrix, matrixProfile } from 'tapline'
import { convolveBatch, profileBatch } from 'tapline/nats'
import type { Bench } from '../harness/bench.js'
import { WorkerProcess } from '../harness/worker-process.js'

const PROFILED = 300_000
const PROFILE_WINDOW = 100
const SOUND_LENGTH = 10_000_000
const HALL_LENGTH = 96_000

/** A batch worker that runs until it is killed. */
const BATCH_WORKER = `
  import { connect } from '@nats-io/transport-node'
  import { runBatchWorker } from 'tapline/nats'
  const connection = await connect({ port: Number(process.argv[1]) })
  await runBatchWorker(connection)
  process.stdout.write('{"type":"begun"}\\n')
`

/** Two batch workers on this machine beside the single run. */
export async function measureBatches(bench: Bench, connection: NatsConnection, port: number): Promise<void> {
  const workers = [1, 2].map(() => new WorkerProcess(BATCH_WORKER, [`${port}`]))
  await Promise.all(workers.map((worker) => worker.until('begun')))
  // Several tiles, so that both workers have equal shares.
  const series = Float64Array.from({ length: PROFILED }, (_, n) => Math.sin(n / 5) + Math.sin(n * n))
  const profiling = {
    here: () => Promise.resolve(matrixProfile(series, PROFILE_WINDOW)),
    there: () => profileBatch(connection, series, PROFILE_WINDOW),
  }
  bench.figure({
    name: `matrix profile of ${PROFILED} samples: two batch workers beside matrixProfile`,
    value: (await secondsOf(profiling.here)) / (await secondsOf(profiling.there)),
    unit: 'times as fast',
    note: 'bound by the cores: the server and the program that waits share two with the workers',
  })
  const sound = Float32Array.from({ length: SOUND_LENGTH }, (_, n) => Math.sin(n * n))
  const hall = Float32Array.from({ length: HALL_LENGTH }, (_, n) => Math.cos(n * n) / (n + 1))
  const options = { precision: 'float32', blockSize: 2 ** 15 } as const
  const convolving = {
    here: async () => {
      using matrix = new ConvolverMatrix([[hall]], options)
      await consume([matrix.process([sound]), matrix.flush()])
    },
    there: () => consume(convolveBatch(connection, [[sound]], [[hall]], options)),
  }
  bench.figure({
    name: `convolution of ${SOUND_LENGTH} samples with ${HALL_LENGTH}: two batch workers beside ConvolverMatrix`,
    value: (await secondsOf(convolving.here)) / (await secondsOf(convolving.there)),
    unit: 'times as fast',
    note: 'bound by sending, storing and digesting the tiles, which takes longer than to convolve them',
  })
  for (const worker of workers) await worker.end('SIGKILL')
}

async function consume(source: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> {
  for await (const _ of source);
}

async function secondsOf(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await run()
  return (performance.now() - begin) / 1000
}
