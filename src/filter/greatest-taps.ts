/** A longer kernel is a mistake: half a gigabyte. */
export const GREATEST_TAPS = 2 ** 26
