import { type NatsConnection, nuid } from '@nats-io/transport-node'
import type { TiledWork } from '../distributed/tiles/tile.js'
import { workOff } from '../distributed/tiles/work-off.js'
import { type OptionNames, readOptions, requireFunction, requireString } from '../require.js'
import { openBatch } from './open-batch.js'
import { requireAbortSignal } from './require-abort-signal.js'
import { requireServer } from './require-server.js'

/** How a batch is run. */
export interface BatchOptions {
  /**
   * What the batch is called: one of the same name goes on where another one was interrupted, for tiles that are the same. What it has
   * stored is removed when it is complete, or a week after it was interrupted. Default: a random name.
   */
  readonly name?: string
  /** Ends the batch with an error. What is done stays done. */
  readonly signal?: AbortSignal
  /** Called now and then while no worker is there that could compute the tiles. */
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

/** Workers that ask for the next tile are between two requests now and then: they are missed at the second look. */
const LOOK_MS = 2500

/**
 * Has all tiles computed, and gives what `take` makes of their results, in order. Removes what was stored when that is undefined, or
 * there are no more.
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
