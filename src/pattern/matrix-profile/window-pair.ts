/** A window of a signal and its nearest neighbour. */
export interface WindowPair {
  /** The index of the window's first sample. */
  readonly index: number
  /** That of its nearest neighbour; −1 where there is none. */
  readonly neighbour: number
  /** The z-normalised Euclidean distance of the two; Infinity where there is no neighbour. */
  readonly distance: number
}
