import { type PartitionSettings, workPartition } from '../distributed/work-partition.js'
import type { NatsPartition } from './nats-partition.js'
import type { WorkerEvent } from './worker-event.js'

/** The arguments of `PartitionRunner`. */
export interface RunnerSettings {
  readonly open: (partition: number) => NatsPartition
  readonly settings: PartitionSettings
  readonly onEvent: (event: WorkerEvent) => void
}

const RETRY_MS = [100, 200, 500, 1000, 2000]

/** Runs the work on some partitions, and retries after failures of server or network. */
export class PartitionRunner {
  readonly #settings: RunnerSettings
  readonly #running = new Map<number, { readonly stop: AbortController; readonly ended: Promise<void> }>()
  #reject: (error: unknown) => void = () => undefined
  /** Rejects if continuing would give wrong results. */
  readonly failed: Promise<never>

  constructor(settings: RunnerSettings) {
    this.#settings = settings
    this.failed = new Promise((_resolve, reject) => (this.#reject = reject))
    this.failed.catch(() => undefined)
  }

  get partitions(): number[] {
    return [...this.#running.keys()].sort((a, b) => a - b)
  }

  start(partition: number): void {
    const stop = new AbortController()
    this.#settings.onEvent({ type: 'taken', partition })
    const ended = this.#run(partition, stop.signal).catch(this.#reject)
    this.#running.set(partition, { stop, ended })
  }

  /** Ends the work on a partition after storing everything that was computed. */
  async stop(partition: number): Promise<void> {
    const running = this.#running.get(partition)
    if (running === undefined) return
    running.stop.abort()
    await running.ended
    this.#running.delete(partition)
  }

  async #run(partition: number, signal: AbortSignal): Promise<void> {
    const { open, onEvent } = this.#settings
    for (let failures = 0; ;) {
      const log = open(partition)
      try {
        const how = await workPartition(
          log,
          this.#settingsOf(partition, () => (failures = 0)),
          signal,
        )
        onEvent({ type: how, partition })
        if (how === 'released') return
      } catch (error) {
        // Another kernel, another engine, removed input: retrying would not help.
        if (error instanceof RangeError || error instanceof TypeError) throw error
        onEvent({ type: 'retry', partition, error })
      } finally {
        await log.close().catch(() => undefined)
      }
      // Also after another worker was faster: the lease decides, and we may get it again.
      await pause(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)], signal)
      if (signal.aborted) return
    }
  }

  #settingsOf(partition: number, onSuccess: () => void): PartitionSettings {
    const { settings, onEvent } = this.#settings
    return {
      ...settings,
      onCommit: ({ faults, ...progress }) => {
        onSuccess()
        onEvent({ type: 'committed', partition, ...progress })
        for (const fault of faults) onEvent({ type: 'fault', partition, ...fault })
      },
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
