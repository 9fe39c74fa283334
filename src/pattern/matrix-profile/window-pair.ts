/** A window of a signal and its nearest neighbour. */
export interface WindowPair {
  /** The index of the window's first sample. */
  readonly index: number
  /** The index of its nearest neighbour; −1 if there is none. */
  readonly neighbour: number
  /** The z-normalized Euclidean distance of the two; Infinity if there is no neighbour. */
  readonly distance: number
}
