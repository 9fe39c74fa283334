import { JetStreamApiError } from '@nats-io/jetstream'
import type { KV, KvWatchEntry } from '@nats-io/kv'
import { type Held, Membership } from '../distributed/membership.js'
import type { PartitionRunner } from './partition-runner.js'

/** The arguments of `Leases`. */
export interface LeaseSettings {
  readonly self: string
  readonly partitions: number
  readonly leaseMs: number
}

const STREAM_NOT_FOUND = 10059
const WORKER = 'worker.'
const LEASE = 'lease.'
/** The number of heartbeats per lease. */
const BEATS = 3

/**
 * Sends the heartbeats of a worker, and takes and releases partitions as `Membership` decides. The bucket holds `worker.<name>`,
 * whose revision changes with each heartbeat, and `lease.<partition>`, the name of the worker that owns it.
 */
export class Leases {
  readonly #bucket: KV
  readonly #settings: LeaseSettings
  readonly #runner: PartitionRunner
  readonly #membership: Membership
  readonly #workers = new Map<string, Held>()
  readonly #leases = new Map<number, Held>()
  readonly #mine = new Set<number>()
  #timer: ReturnType<typeof setInterval> | undefined
  #stepping: Promise<void> | undefined
  /** Whether a change was seen since the current step began. */
  #isStale = false
  /** How many steps in a row have failed because the job was not there. */
  #losses = 0
  #isStopped = false
  #finish: () => void = () => undefined
  #fail: (error: unknown) => void = () => undefined
  readonly ended: Promise<void>

  constructor(bucket: KV, settings: LeaseSettings, runner: PartitionRunner) {
    this.#bucket = bucket
    this.#settings = settings
    this.#runner = runner
    this.#membership = new Membership(settings.self, settings.partitions, settings.leaseMs)
    this.ended = new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
    })
    this.ended.catch(() => undefined)
  }

  /** Sends the first heartbeat, and begins to take partitions. */
  async start(): Promise<void> {
    await this.#beat()
    const entries = await this.#bucket.watch()
    void this.#follow(entries)
    this.#runner.failed.catch((error: unknown) => {
      void this.#end().then(() => this.#fail(error))
    })
    this.#timer = setInterval(() => this.#step(), this.#settings.leaseMs / BEATS)
    this.#step()
  }

  /** Releases all partitions, and ends; ends without releasing them when `isGone` resolves. */
  async stop(isGone: Promise<void>): Promise<void> {
    await Promise.race([this.#end(), isGone])
    this.#finish()
  }

  async #end(): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    clearInterval(this.#timer)
    await this.#stepping
    await Promise.all([...this.#mine].map((partition) => this.#release(partition)))
    await this.#bucket.purge(`${WORKER}${this.#settings.self}`).catch(() => undefined)
  }

  async #follow(entries: AsyncIterable<KvWatchEntry>): Promise<void> {
    for await (const entry of entries) {
      if (this.#isStopped) return
      const isGone = entry.operation !== 'PUT'
      const held = { value: entry.string(), revision: entry.revision }
      if (entry.key.startsWith(WORKER)) {
        const name = entry.key.slice(WORKER.length)
        const isNew = !this.#workers.has(name)
        if (isGone) this.#workers.delete(name)
        else this.#workers.set(name, held)
        // A worker that comes or goes moves partitions at once.
        if (isGone || isNew) this.#step()
      } else if (entry.key.startsWith(LEASE)) {
        const partition = Number(entry.key.slice(LEASE.length))
        if (isGone) this.#leases.delete(partition)
        else this.#leases.set(partition, held)
        if (held.value === '' || isGone) this.#step()
      }
    }
  }

  /** One step at a time; a change that is seen meanwhile requests another one. */
  #step(): void {
    if (this.#isStopped) return
    if (this.#stepping !== undefined) {
      this.#isStale = true
      return
    }
    this.#isStale = false
    this.#stepping = this.#takeStep()
      .then(
        () => (this.#losses = 0),
        () => this.#noteLoss(),
      )
      .then(() => {
        this.#stepping = undefined
        if (this.#isStale) this.#step()
      })
  }

  /** A step failed: the connection is lost, and comes back, or others take over; or the job has been deleted, which ends the work. */
  async #noteLoss(): Promise<void> {
    try {
      await this.#bucket.status()
      this.#losses = 0
    } catch (error) {
      const isMissing = error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND
      this.#losses = isMissing ? this.#losses + 1 : 0
    }
    if (this.#losses < BEATS || this.#isStopped) return
    const error = new RangeError(
      'the job must exist while workers run, got a server without it: it was deleted; create it again, and start them again',
    )
    void this.#end().then(() => this.#fail(error))
  }

  async #takeStep(): Promise<void> {
    await this.#beat()
    const sight = { workers: this.#workers, leases: this.#leases }
    const { claim, release, forget } = this.#membership.step(performance.now(), sight, this.#mine)
    await Promise.all(release.map((partition) => this.#release(partition)))
    await Promise.all(claim.map(({ partition, revision }) => this.#claim(partition, revision)))
    for (const { worker, revision } of forget) {
      // Refused if it has sent a heartbeat meanwhile.
      await this.#bucket.purge(`${WORKER}${worker}`, { previousSeq: revision }).catch(() => undefined)
    }
  }

  async #beat(): Promise<void> {
    await this.#bucket.put(`${WORKER}${this.#settings.self}`, '')
  }

  async #claim(partition: number, revision: number): Promise<void> {
    const key = `${LEASE}${partition}`
    const { self } = this.#settings
    try {
      const held =
        revision === 0 ? await this.#bucket.create(key, self) : await this.#bucket.update(key, self, revision)
      this.#leases.set(partition, { value: self, revision: held })
    } catch {
      // Another worker was faster; its entry arrives through the watch.
      return
    }
    if (this.#isStopped) return
    this.#mine.add(partition)
    this.#runner.start(partition)
  }

  async #release(partition: number): Promise<void> {
    await this.#runner.stop(partition)
    this.#mine.delete(partition)
    const lease = this.#leases.get(partition)
    if (lease?.value !== this.#settings.self) return
    await this.#bucket.update(`${LEASE}${partition}`, '', lease.revision).catch(() => undefined)
  }
}
