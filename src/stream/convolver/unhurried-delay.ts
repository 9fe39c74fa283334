/**
 * The fraction of a response over which it can be prepared without hurry: at some 1 µs per sample, this takes a twentieth of real
 * time at 48 kHz.
 */
const PART = 16

/** The number of samples over which to prepare a response of this length, so that no chunk has to wait. */
export function unhurriedDelay(length: number): number {
  return Math.floor(length / PART)
}
