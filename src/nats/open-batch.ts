import { jetstream, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { addressOf } from '../distributed/tiles/address-of.js'
import { engineHere } from '../distributed/tiles/engine-here.js'
import { BATCH_SUBJECTS, BatchNames, QUEUE } from './batch-names.js'
import { batchStreams, KEPT_SECONDS, queueStream } from './batch-streams.js'
import { requireStream } from './create-job.js'
import { NatsTileStore } from './nats-tile-store.js'
import { requireJetStream } from './require-server.js'

/** A batch on a server. */
export interface OpenBatch {
  readonly store: NatsTileStore
  /** Whether there is no worker that could compute the batch. */
  lacksWorkers(): Promise<boolean>
  /** Removes everything that is stored. */
  remove(): Promise<void>
}

/** Creates what a batch needs on the server, unless it exists. */
export async function openBatch(connection: NatsConnection, name: string): Promise<OpenBatch> {
  await requireJetStream(connection)
  const manager = await jetstreamManager(connection)
  const engine = engineHere()
  const id = (await addressOf(new TextEncoder().encode(`${engine} ${name}`))).slice(0, 32)
  const names = new BatchNames(id)
  const streams = batchStreams(names)
  for (const stream of [queueStream, ...streams]) await requireStream(manager, stream)
  await removeAbandoned(manager)
  return {
    store: new NatsTileStore(manager, jetstream(connection), names, engine),
    async lacksWorkers() {
      try {
        const { num_waiting, num_ack_pending } = await manager.consumers.info(QUEUE, engine)
        return num_waiting === 0 && num_ack_pending === 0
      } catch {
        return true
      }
    },
    async remove() {
      // After a crash of a server or worker, finished tiles may still be in the queue.
      await manager.streams.purge(QUEUE, { filter: names.queueSubject(engine, '*') })
      for (const { name } of streams) await manager.streams.delete(name)
    },
  }
}

/** Removes the streams of abandoned batches: their messages have expired, so they are empty. */
async function removeAbandoned(manager: JetStreamManager): Promise<void> {
  for await (const { config, created, state } of manager.streams.list(BATCH_SUBJECTS)) {
    const isOld = Date.now() - Date.parse(created) > KEPT_SECONDS * 1000
    if (config.name === QUEUE || state.messages > 0 || !isOld) continue
    // Another process may have been faster.
    await manager.streams.delete(config.name).catch(() => false)
  }
}
