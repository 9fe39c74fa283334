import { addressOf } from './address-of.js'
import type { TileComputer } from './tile.js'
import { tileComputer } from './tile-computer.js'
import { decodeTask, type TileTask } from './tile-task.js'
import type { TileOutcome, TileStore } from './tile-store.js'

/** A task is given up after this many workers have died in it. */
export const MOST_ATTEMPTS = 5

/** A task as it comes from the queue. */
export interface QueuedTile {
  readonly id: string
  readonly task: Uint8Array
  /** How many times a worker has received it, this time included. */
  readonly attempt: number
}

/** What a worker has done with a task. */
export type TileWorked =
  | TileOutcome
  /** It had been done before. */
  | { readonly type: 'known' }
  /** It was left for another worker. */
  | { readonly type: 'left' }

/**
 * Computes a tile, and stores its result and its outcome. Whatever interrupts it, the tile can be computed again.
 *
 * @param pause Called between the steps of the computation. It tells the server that the worker is alive, and returns whether to continue.
 * @throws What the store throws; the tile can then be tried again.
 */
export async function workTile(
  store: TileStore,
  { id, task, attempt }: QueuedTile,
  computers: TileComputers,
  pause: () => Promise<boolean>,
): Promise<TileWorked> {
  if ((await store.outcomeOf(id))?.outcome.type === 'done') return { type: 'known' }
  const computed = await computedTile(store, { id, task, attempt }, computers, pause)
  if (computed === undefined) return { type: 'left' }
  const outcome: TileOutcome =
    typeof computed === 'string'
      ? { type: 'failed', reason: computed }
      : { type: 'done', result: await addressOf(computed) }
  if (outcome.type === 'done' && typeof computed !== 'string') await store.put(outcome.result, computed)
  // Another worker may have computed it meanwhile, and its inputs have been removed.
  else if ((await store.outcomeOf(id))?.outcome.type === 'done') return { type: 'known' }
  await store.settle(id, outcome)
  return outcome
}

/** The result of a tile, or the reason why there is none; undefined if it was left to another worker. */
async function computedTile(
  store: TileStore,
  { task, attempt }: QueuedTile,
  computers: TileComputers,
  pause: () => Promise<boolean>,
): Promise<Uint8Array | string | undefined> {
  if (attempt > MOST_ATTEMPTS) return `${MOST_ATTEMPTS} workers ended while they computed it`
  const decoded = attempted(() => decodeTask(task))
  if (typeof decoded === 'string') return decoded
  const inputs = await Promise.all(decoded.inputs.map((address) => store.get(address)))
  if (!areThere(inputs)) return 'what it reads is not on the server, or is damaged'
  const computer = await computers.of(store, decoded)
  if (typeof computer === 'string') return computer
  const steps = computer.compute({ place: decoded.place, inputs })
  for (;;) {
    const step = attempted(() => steps.next())
    if (typeof step === 'string') return step
    if (step.done === true) return step.value
    if (await pause()) continue
    // Frees the memory of the computation.
    steps.return(new Uint8Array(0))
    return undefined
  }
}

/** What computes tiles, kept for those that share the same: a kernel takes longer to prepare than a tile. */
export class TileComputers {
  #kept: { readonly key: string; readonly computer: TileComputer } | undefined

  /** The computer of a task, or the reason why there is none. */
  async of(store: TileStore, { kind, shared }: TileTask): Promise<TileComputer | string> {
    const key = `${kind} ${shared}`
    if (this.#kept?.key === key) return this.#kept.computer
    const bytes = await store.get(shared)
    if (bytes === undefined) return 'what it shares with the others is not on the server, or is damaged'
    this.dispose()
    const computer = attempted(() => tileComputer(kind, bytes))
    if (typeof computer !== 'string') this.#kept = { key, computer }
    return computer
  }

  dispose(): void {
    this.#kept?.computer.dispose()
    this.#kept = undefined
  }
}

function areThere(inputs: readonly (Uint8Array | undefined)[]): inputs is Uint8Array[] {
  return inputs.every((input) => input !== undefined)
}

/** What a computation returns, or the message of its error: the same input would fail anywhere. */
function attempted<Result>(compute: () => Result): Result | string {
  try {
    return compute()
  } catch (error) {
    return (error as Error).message
  }
}
