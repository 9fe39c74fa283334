import { addressOf } from './address-of.js'
import type { Tile, TiledWork } from './tile.js'
import { encodeTask } from './tile-task.js'
import type { TileEvent, TileOutcome, TileStore } from './tile-store.js'

/** The most tiles that wait, for a worker or for an earlier tile, at a time. This bounds what is stored. */
const MOST_AT_ONCE = 256

/**
 * Has tiles computed by workers, and yields their results in order. Tiles that already have a result are not computed again.
 *
 * @throws RangeError if one of them was set aside; and what the source or the store throws.
 */
export async function* workOff(
  store: TileStore,
  work: TiledWork,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const offers = new Offers(store, work, signal)
  const queue: Pending[] = []
  try {
    for await (const tile of work.tiles) {
      signal.throwIfAborted()
      while (queue.length >= MOST_AT_ONCE || (await isSettled(queue.at(0)?.outcome)))
        yield await offers.next(queue)
      queue.push(await offers.offer(tile))
    }
    while (queue.length > 0) yield await offers.next(queue)
  } finally {
    offers.close()
  }
}

/** A task that was queued. */
interface Pending {
  readonly outcome: Promise<TileOutcome>
  readonly settle: (outcome: TileOutcome) => void
  /** Failures up to this one are those of earlier attempts. */
  after: number
}

/** The tasks of a batch. */
class Offers {
  readonly #store: TileStore
  readonly #work: TiledWork
  readonly #stop = new AbortController()
  readonly #failed: Promise<never>
  readonly #pending = new Map<string, Pending>()
  /** How many pending tasks read each address. */
  readonly #readers = new Map<string, number>()
  #shared: Promise<string> | undefined
  /** The number of the tile whose result is next. */
  #next = 0

  constructor(store: TileStore, work: TiledWork, signal: AbortSignal) {
    this.#store = store
    this.#work = work
    this.#failed = new Promise((_resolve, reject) => {
      const stop = (): void => {
        this.#stop.abort()
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', stop, { once: true })
      this.#stop.signal.addEventListener('abort', () => signal.removeEventListener('abort', stop))
      this.#listen().catch(reject)
    })
    this.#failed.catch(() => undefined)
  }

  /** Queues a tile, unless it has a result. */
  async offer({ place, inputs }: Tile): Promise<Pending> {
    const addresses = await Promise.all(inputs.map(addressOf))
    this.#shared ??= this.#storeShared()
    const shared = await this.#shared
    const task = encodeTask({ kind: this.#work.kind, shared, place, inputs: addresses })
    const id = await addressOf(task)
    const known = this.#pending.get(id)
    if (known !== undefined) return known
    const pending = this.#begin(id)
    const before = await this.#store.outcomeOf(id)
    if (before?.outcome.type === 'done') {
      pending.settle(before.outcome)
      return pending
    }
    pending.after = before?.sequence ?? 0
    for (const address of addresses) this.#readers.set(address, (this.#readers.get(address) ?? 0) + 1)
    await Promise.all(addresses.map((address, i) => this.#store.put(address, inputs[i])))
    await this.#store.offer(id, task)
    void pending.outcome.then(() => this.#release(addresses))
    return pending
  }

  /** The result of the first tile in a queue. */
  async next(queue: Pending[]): Promise<Uint8Array> {
    const outcome = await Promise.race([queue[0].outcome, this.#failed])
    queue.shift()
    const number = this.#next++
    if (outcome.type === 'failed') {
      throw new RangeError(`tile ${number} was set aside: ${outcome.reason}`)
    }
    const result = await this.#store.get(outcome.result)
    if (result === undefined) {
      throw new RangeError(`the result of tile ${number} must be on the server, got none: try again`)
    }
    return result
  }

  close(): void {
    this.#stop.abort()
  }

  #begin(id: string): Pending {
    let settle: Pending['settle'] = () => undefined
    const outcome = new Promise<TileOutcome>((resolve) => (settle = resolve))
    const pending = { outcome, settle, after: Infinity }
    this.#pending.set(id, pending)
    void outcome.then(() => this.#pending.delete(id))
    return pending
  }

  async #storeShared(): Promise<string> {
    const address = await addressOf(this.#work.shared)
    await this.#store.put(address, this.#work.shared)
    return address
  }

  async #listen(): Promise<void> {
    for await (const event of this.#store.outcomes(this.#stop.signal)) this.#note(event)
  }

  #note({ id, sequence, outcome }: TileEvent): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    if (outcome.type === 'done' || sequence > pending.after) pending.settle(outcome)
  }

  /** Removes the inputs of a tile that no other tile reads. If this fails, they stay until the batch is over. */
  #release(addresses: readonly string[]): void {
    for (const address of addresses) {
      const readers = (this.#readers.get(address) ?? 1) - 1
      this.#readers.set(address, readers)
      if (readers > 0) continue
      this.#readers.delete(address)
      if (!this.#work.sharesInputs) void this.#store.remove(address).catch(() => undefined)
    }
  }
}

/** Whether a promise is settled already. */
async function isSettled(promise: Promise<unknown> | undefined): Promise<boolean> {
  if (promise === undefined) return false
  const pending = Symbol('pending')
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending
}
