import { type NatsConnection, nuid } from '@nats-io/transport-node'
import type { TiledWork } from '../distributed/tiles/tile.js'
import { workOff } from '../distributed/tiles/work-off.js'
import { type OptionNames, readOptions, requireFunction, requireString } from '../require.js'
import { openBatch } from './open-batch.js'
import { requireAbortSignal } from './require-abort-signal.js'
import { requireServer } from './require-server.js'

/** The options that all batches share. */
export interface BatchOptions {
  /**
   * The name of the batch. A batch of the same name continues where an earlier one was interrupted, for all tiles that are the same. Stored
   * data is removed when the batch is complete, or a week after it was interrupted. Default: a random name.
   */
  readonly name?: string
  /** Ends the batch with an error. Finished tiles are kept. */
  readonly signal?: AbortSignal
  /** Called from time to time while there is no worker that could compute the tiles. */
  readonly onWait?: () => void
}

export const BATCH_OPTIONS: OptionNames<BatchOptions> = { name: true, signal: true, onWait: true }

/** The options with their defaults. */
export function readBatchOptions(connection: NatsConnection, options: BatchOptions): Required<BatchOptions> {
  const {
    name = nuid.next(),
    signal = new AbortController().signal,
    onWait = () => undefined,
  } = readOptions(options, BATCH_OPTIONS)
  requireString(name, 'name')
  requireAbortSignal(signal)
  requireFunction(onWait, 'onWait')
  requireServer(connection)
  return { name, signal, onWait }
}

/** A worker may just be between two requests for a tile, so workers are missing only if none is seen twice in a row. */
const LOOK_MS = 2500

/**
 * Has all tiles computed, and yields what `take` returns for their results, in order. Ends after the last tile, or when `take` returns
 * undefined; then removes what was stored.
 */
export async function* runBatch<Out>(
  connection: NatsConnection,
  work: TiledWork,
  { name, signal, onWait }: Required<BatchOptions>,
  take: (result: Uint8Array) => Out | undefined,
): AsyncGenerator<Out, void, undefined> {
  const batch = await openBatch(connection, `${work.kind} ${name}`)
  let hasLacked = false
  const timer = setInterval(() => {
    void batch.lacksWorkers().then((lacks) => {
      if (lacks && hasLacked) onWait()
      hasLacked = lacks
    })
  }, LOOK_MS)
  try {
    for await (const result of workOff(batch.store, work, signal)) {
      const taken = take(result)
      if (taken === undefined) break
      yield taken
    }
    await batch.remove()
  } finally {
    clearInterval(timer)
  }
}
