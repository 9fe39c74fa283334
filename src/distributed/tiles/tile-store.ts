/** The outcome of a tile. */
export type TileOutcome =
  /** Its result is stored under this address. */
  | { readonly type: 'done'; readonly result: string }
  /** It could not be computed, and nobody will try it again. */
  | { readonly type: 'failed'; readonly reason: string }

/** The outcome of a task, and its position among all outcomes. */
export interface TileEvent {
  readonly id: string
  readonly sequence: number
  readonly outcome: TileOutcome
}

/** What a batch needs of a server: its only connection to the outside world. */
export interface TileStore {
  /** Stores bytes under their address, unless they exist already. */
  put(address: string, bytes: Uint8Array): Promise<void>
  /** Returns stored bytes, or undefined if they do not exist or are damaged. */
  get(address: string): Promise<Uint8Array | undefined>
  remove(address: string): Promise<void>
  /** Queues a task, unless it is in the queue already. */
  offer(id: string, task: Uint8Array): Promise<void>
  /** The last outcome of a task. */
  outcomeOf(id: string): Promise<TileEvent | undefined>
  /** Stores an outcome. It never replaces a result. */
  settle(id: string, outcome: TileOutcome): Promise<void>
  /** Yields all outcomes in order, and those to come; ends when the signal is aborted. */
  outcomes(signal: AbortSignal): AsyncIterable<TileEvent>
}
