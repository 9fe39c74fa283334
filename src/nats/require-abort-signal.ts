import { describe } from '../describe.js'

/** @throws TypeError unless it is an `AbortSignal`. */
export function requireAbortSignal(signal: unknown): void {
  if (typeof signal === 'object' && signal !== null && 'aborted' in signal) return
  throw new TypeError(
    `signal must be an AbortSignal, got ${describe(signal)}: pass that of an AbortController`,
  )
}
