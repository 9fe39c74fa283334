/** The default least score of a match: `tapline plot` marks what `tapline match` finds. */
export const DEFAULT_THRESHOLD = 0.8
