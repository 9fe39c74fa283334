/**
 * The part of a response over which it can be prepared at ease: at some 1 µs a sample, that takes a twentieth of real time at
 * 48 kHz.
 */
const PART = 16

/** The number of samples over which to prepare a response of a length, so that no chunk has to wait for it. */
export function unhurriedDelay(length: number): number {
  return Math.floor(length / PART)
}
