/** The least score of a match, unless another is asked for: what `tapline match` finds, `tapline plot` marks. */
export const DEFAULT_THRESHOLD = 0.8
