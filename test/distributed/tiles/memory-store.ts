import type { TileEvent, TileOutcome, TileStore } from '../../../src/distributed/tiles/tile-store.js'
import { TileComputers, workTile } from '../../../src/distributed/tiles/work-tile.js'

/** A store in memory, with its queue. Calls take some turns of the event loop, in an order that `random` chooses. */
export class MemoryStore implements TileStore {
  readonly blobs = new Map<string, Uint8Array>()
  readonly queue = new Map<string, { readonly task: Uint8Array; attempts: number }>()
  readonly events: TileEvent[] = []
  /** The most bytes that were stored at a time. */
  mostBlobs = 0
  #wake: () => void = () => undefined

  async put(address: string, bytes: Uint8Array): Promise<void> {
    await Promise.resolve()
    this.blobs.set(address, bytes.slice())
    this.mostBlobs = Math.max(this.mostBlobs, this.blobs.size)
  }

  async get(address: string): Promise<Uint8Array | undefined> {
    await Promise.resolve()
    return this.blobs.get(address)?.slice()
  }

  async remove(address: string): Promise<void> {
    await Promise.resolve()
    this.blobs.delete(address)
  }

  async offer(id: string, task: Uint8Array): Promise<void> {
    await Promise.resolve()
    if (!this.queue.has(id)) this.queue.set(id, { task, attempts: 0 })
  }

  async outcomeOf(id: string): Promise<TileEvent | undefined> {
    await Promise.resolve()
    return this.events.findLast((event) => event.id === id)
  }

  async settle(id: string, outcome: TileOutcome): Promise<void> {
    const last = await this.outcomeOf(id)
    if (last?.outcome.type === 'done') return
    this.events.push({ id, sequence: this.events.length + 1, outcome })
    this.#wake()
  }

  async *outcomes(signal: AbortSignal): AsyncGenerator<TileEvent, void, undefined> {
    signal.addEventListener('abort', () => this.#wake())
    for (let at = 0; !signal.aborted;) {
      if (at < this.events.length) yield this.events[at++]
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}

/** The probabilities of mishaps of a worker. */
export interface Mishaps {
  /** The worker dies in a tile: at most twice per tile, unless this is certain. */
  readonly dies: number
  /** Two workers compute the same tile. */
  readonly doubles: number
}

/** Works on a store's queue, in any order, until the signal is aborted. Returns the number of tiles computed. */
export async function workUntil(
  store: MemoryStore,
  signal: AbortSignal,
  random: () => number,
  { dies, doubles }: Mishaps = { dies: 0, doubles: 0 },
): Promise<number> {
  let count = 0
  let computers = new TileComputers()
  while (!signal.aborted) {
    const ids = [...store.queue.keys()]
    const id = ids.at(Math.floor(random() * ids.length))
    const queued = id === undefined ? undefined : store.queue.get(id)
    if (id === undefined || queued === undefined) {
      await new Promise((resolve) => setImmediate(resolve))
      continue
    }
    if (random() >= doubles) store.queue.delete(id)
    queued.attempts++
    const mayDie = dies === 1 || queued.attempts <= 2
    const goesOn = async (): Promise<boolean> => Promise.resolve(!mayDie || random() >= dies)
    const worked = await workTile(
      store,
      { id, task: queued.task, attempt: queued.attempts },
      computers,
      goesOn,
    )
    if (worked.type === 'left') {
      store.queue.set(id, queued)
      computers.dispose()
      computers = new TileComputers()
    } else {
      store.queue.delete(id)
      if (worked.type === 'done') count++
    }
  }
  computers.dispose()
  return count
}
