/** What has become of a tile. */
export type TileOutcome =
  /** Its result, under this address. */
  | { readonly type: 'done'; readonly result: string }
  /** It could not be computed, and waits for nobody any more. */
  | { readonly type: 'failed'; readonly reason: string }

/** The outcome of a task, and where it stands among all. */
export interface TileEvent {
  readonly id: string
  readonly sequence: number
  readonly outcome: TileOutcome
}

/** What a batch needs of a server: all that it asks of the world. */
export interface TileStore {
  /** Stores bytes under their address, unless they are there. */
  put(address: string, bytes: Uint8Array): Promise<void>
  /** What is stored; undefined if it is not there, or damaged. */
  get(address: string): Promise<Uint8Array | undefined>
  remove(address: string): Promise<void>
  /** Gives a task to the workers, unless it waits for one already. */
  offer(id: string, task: Uint8Array): Promise<void>
  /** The last outcome of a task. */
  outcomeOf(id: string): Promise<TileEvent | undefined>
  /** Tells an outcome. One that is done stays so. */
  settle(id: string, outcome: TileOutcome): Promise<void>
  /** All outcomes, in their order, and what follows; ends when the signal is aborted. */
  outcomes(signal: AbortSignal): AsyncIterable<TileEvent>
}
