import { ownerOf } from './rendezvous.js'

/** A value in a key-value store, and its revision. */
export interface Held {
  readonly value: string
  readonly revision: number
}

/** The contents of the store at some moment. */
export interface Sight {
  /** The heartbeat of each worker. */
  readonly workers: ReadonlyMap<string, Held>
  /** The worker that owns each partition; the value is empty if it was released. */
  readonly leases: ReadonlyMap<number, Held>
}

/** What a worker should do now. */
export interface Steps {
  /** Partitions to take, by a compare-and-set on the revision (0 if the key does not exist). */
  readonly claim: readonly { readonly partition: number; readonly revision: number }[]
  /** Partitions to hand over, and leases to give back. */
  readonly release: readonly number[]
  /** Workers to forget, as they have been silent for long; the revision is that of their last heartbeat. */
  readonly forget: readonly { readonly worker: string; readonly revision: number }[]
}

/** A worker that has been silent for this many leases is forgotten. If it comes back, its next heartbeat announces it. */
const FORGOTTEN_AFTER = 10

/**
 * Decides which partitions a worker should have. Leases only save work: a worker that is wrong about them is refused when it
 * commits.
 *
 * A worker is alive as long as its heartbeat changes. Others judge this by the time since they last saw a new revision, on their
 * own clock. One heartbeat renews all leases of its worker.
 */
export class Membership {
  readonly #self: string
  readonly #partitions: number
  readonly #leaseMs: number
  readonly #seen = new Map<string, { revision: number; at: number }>()

  constructor(self: string, partitions: number, leaseMs: number) {
    this.#self = self
    this.#partitions = partitions
    this.#leaseMs = leaseMs
  }

  /** @param mine The partitions that this worker owns. */
  step(now: number, { workers, leases }: Sight, mine: ReadonlySet<number>): Steps {
    const alive = this.#observe(now, workers)
    const claim: { partition: number; revision: number }[] = []
    const release: number[] = []
    for (let partition = 0; partition < this.#partitions; partition++) {
      const isWanted = ownerOf(partition, alive) === this.#self
      const lease = leases.get(partition)
      if (mine.has(partition)) {
        if (!isWanted || (lease !== undefined && lease.value !== this.#self)) release.push(partition)
      } else if (isWanted && this.#isFree(lease, alive)) {
        claim.push({ partition, revision: lease?.revision ?? 0 })
      } else if (!isWanted && lease?.value === this.#self) {
        // A release was lost, or the lease is from before a restart under the same name. Others would wait for it forever.
        release.push(partition)
      }
    }
    return { claim, release, forget: this.#forgotten(now, workers) }
  }

  /** The workers that are alive. */
  #observe(now: number, workers: ReadonlyMap<string, Held>): ReadonlySet<string> {
    const alive = new Set([this.#self])
    for (const [name, { revision }] of workers) {
      const seen = this.#seen.get(name)
      if (seen?.revision !== revision) this.#seen.set(name, { revision, at: now })
      if (now - (this.#seen.get(name)?.at ?? now) < this.#leaseMs) alive.add(name)
    }
    for (const name of this.#seen.keys()) if (!workers.has(name)) this.#seen.delete(name)
    return alive
  }

  #forgotten(now: number, workers: ReadonlyMap<string, Held>): Steps['forget'] {
    const forget: { worker: string; revision: number }[] = []
    for (const [worker, { revision }] of workers) {
      const at = this.#seen.get(worker)?.at ?? now
      if (worker !== this.#self && now - at >= FORGOTTEN_AFTER * this.#leaseMs)
        forget.push({ worker, revision })
    }
    return forget
  }

  #isFree(lease: Held | undefined, alive: ReadonlySet<string>): boolean {
    if (lease === undefined || lease.value === '' || lease.value === this.#self) return true
    return !alive.has(lease.value)
  }
}
