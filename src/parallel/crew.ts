import { compiledModule, simd } from '../wasm/module.js'
import { isShared } from './buffers-of.js'
import type { ComputerKind } from './tiles/computers.js'
import type { WorkerFunctions } from './worker.js'
import { hasThreads } from './threads/host-threads.js'
import { dropSpareMemory } from './tiles/sample-pool.js'
import { nextTurn } from './threads/next-turn.js'
import { startWorker } from './start-worker.js'
import { Thread } from './threads/thread.js'

/** The time in nanoseconds below which work is done at once: messages and copies would take as long as threads save. */
const LEAST_COST = 5e6
/** The same for each byte that is copied, to a thread or back. Below this, copies took as long as was gained. */
const LEAST_COST_PER_BYTE = 1
/** The same while no threads have started yet. */
const LEAST_COST_TO_START = 1e8
/** Threads end when they have had nothing to do for so long. */
const IDLE_MILLISECONDS = 5000
/** The calls that wait in each thread, so that it need not wait for the next one. */
const CALLS_AT_A_TIME = 2

/** A thread, and the number of works in which it takes part. */
interface Member {
  readonly thread: Thread<WorkerFunctions>
  isReady: boolean
  works: number
}

const crew: Member[] = []
let idleTimer: ReturnType<typeof setTimeout> | undefined
let workCount = 0

/** An array, or the size of one that is yet to be made. */
interface Memory {
  readonly byteLength: number
  readonly buffer?: ArrayBufferLike
}

/**
 * Whether work is worth sharing among threads. If it is not long enough to wait until they have started, starts them for the next time.
 *
 * @param cost The estimated time of one thread, in nanoseconds.
 * @param arrays Its signals and results: those in shared memory are not copied.
 */
export function isWorthSharing(cost: number, arrays: readonly Memory[], threads: number): boolean {
  const copied = arrays.reduce((sum, { buffer, byteLength }) => sum + (isShared(buffer) ? 0 : byteLength), 0)
  if (threads === 1 || cost < Math.max(LEAST_COST, LEAST_COST_PER_BYTE * copied) || !hasThreads())
    return false
  const isReady = members(threads - 1).every((member) => member.isReady)
  if (workCount === 0) endWhenIdle()
  return isReady || cost >= LEAST_COST_TO_START
}

/** A tile as it is sent to a thread. */
export interface SentTile {
  readonly tile: object
  /** Buffers that the thread takes over. */
  readonly moved: readonly ArrayBufferLike[]
  readonly take: (result: never) => void
}

/** Work in tiles that are computed in any order. */
export interface SharedWork<Place> {
  readonly kind: ComputerKind
  /** What all tiles need. */
  readonly shared: object
  /** Where the tiles lie. */
  readonly places: Iterator<Place>
  /** Whether threads may write results into the memory of the caller. Left out: they return them. */
  readonly isInPlace?: boolean
  send(place: Place): SentTile
  /**
   * Computes tiles in this thread, which then is one of those that share the work. Left out if a tile takes so long that the thread
   * could not answer anything else meanwhile.
   */
  here?(): Here<Place>
}

/** Computes tiles in this thread. */
export interface Here<Place> {
  compute(place: Place): void
  dispose(): void
}

/** The part of an `AbortSignal` that is used here. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/**
 * Has tiles computed by threads.
 *
 * @throws What a tile or a thread throws; the reason of the signal if that aborts. Nothing is taken or written from then on: the promise
 *   waits for threads that write in place.
 */
export async function shareOut<Place>(
  work: SharedWork<Place>,
  threads: number,
  abortSignal: AbortSignalLike | undefined,
): Promise<void> {
  const { kind, shared, places } = work
  const here = work.here?.()
  const count = here === undefined ? threads : threads - 1
  const team = new Team(kind, Array<object>(count).fill(shared))
  let hasEnded = false
  const isOver = (): boolean => hasEnded
  const lane = async (member: number): Promise<void> => {
    for (let next = places.next(); next.done !== true && !isOver(); next = places.next()) {
      const { tile, moved, take } = work.send(next.value)
      const result = await team.compute(member, tile, moved)
      if (!isOver()) take(result as never)
    }
  }
  const parts = Array.from({ length: CALLS_AT_A_TIME * count }, (_, i) => lane(i % count))
  try {
    if (here !== undefined) parts.push(computeHere(here, places, isOver))
    await abortable(Promise.all(parts), abortSignal)
  } finally {
    hasEnded = true
    // A thread that was told to end may write for a while: in a page, nothing tells when it stops.
    if (work.isInPlace === true) await Promise.allSettled(parts)
    team.leave()
  }
}

/** Members of the crew with some work in common, or with a share of it each. */
export class Team {
  readonly #members: readonly Member[]
  readonly #work = nextWork++
  /** The preparation of each. */
  readonly #begun: readonly Promise<void>[]

  /** @param shares What each member needs for the work. */
  constructor(kind: ComputerKind, shares: readonly object[]) {
    this.#members = members(shares.length)
    workCount++
    clearTimeout(idleTimer)
    for (const member of this.#members) member.works++
    this.#begun = this.#members.map(({ thread }, i) => {
      const begun = thread.call('begin', { work: this.#work, kind, shared: shares[i] })
      // It is thrown where a result is awaited.
      begun.catch(() => undefined)
      return begun
    })
  }

  /** Has a member compute a tile after those that it was given before. */
  async compute(member: number, tile: object, moved: readonly ArrayBufferLike[]): Promise<unknown> {
    const result = this.#members[member].thread.call('compute', { work: this.#work, tile }, moved)
    result.catch(() => undefined)
    await this.#begun[member]
    return result
  }

  /** Ends the work. A thread that still computes what nobody will take is ended. */
  leave(): void {
    for (const member of this.#members) {
      member.works--
      if (member.thread.load > 0 && member.works === 0) member.thread.end()
      else member.thread.call('end', this.#work).catch(() => undefined)
    }
    dropDead()
    workCount--
    if (workCount === 0) endWhenIdle()
  }
}

let nextWork = 0

/** Computes tiles in this thread. Between two of them, it answers other threads, and whatever else has come. */
async function computeHere<Place>(
  here: Here<Place>,
  places: Iterator<Place>,
  isOver: () => boolean,
): Promise<void> {
  try {
    for (let next = places.next(); next.done !== true && !isOver(); next = places.next()) {
      here.compute(next.value)
      await nextTurn()
    }
  } finally {
    here.dispose()
  }
}

/** The first members of the crew; starts those that are missing. */
function members(count: number): readonly Member[] {
  dropDead()
  while (crew.length < count) {
    const member: Member = { thread: new Thread<WorkerFunctions>(startWorker()), isReady: false, works: 0 }
    crew.push(member)
    const engine = { module: compiledModule(), simd: simd() }
    member.thread.call('useEngine', engine).then(
      () => (member.isReady = true),
      () => undefined,
    )
  }
  return crew.slice(0, count)
}

function dropDead(): void {
  const alive = crew.filter(({ thread }) => !thread.isDead)
  crew.splice(0, Infinity, ...alive)
}

function endWhenIdle(): void {
  clearTimeout(idleTimer)
  idleTimer = setTimeout(() => {
    for (const { thread } of crew.splice(0)) thread.end()
    dropSpareMemory()
  }, IDLE_MILLISECONDS)
  // The process may end before; in a browser, it is a number.
  if (typeof idleTimer === 'object') idleTimer.unref()
}

async function abortable(result: Promise<unknown>, signal: AbortSignalLike | undefined): Promise<void> {
  if (signal === undefined) {
    await result
    return
  }
  let stop: () => void = () => undefined
  const aborted = new Promise<void>((resolve) => {
    stop = resolve
    signal.addEventListener('abort', stop)
  })
  try {
    await Promise.race([result, aborted])
    if (signal.aborted) throw signal.reason
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
