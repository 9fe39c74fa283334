import { describe } from '../describe.js'
import { type OptionNames, requireCount } from '../require.js'
import type { AbortSignalLike } from './crew.js'
import { coreCount } from './threads/host-threads.js'

/** The options that all functions of `tapline/parallel` share. */
export interface ParallelOptions {
  /** The greatest number of threads, at most 64. 1: all is computed on the calling thread. Default: one for each processor core. */
  readonly threads?: number
  /**
   * Aborts the computation: the promise is then rejected with its reason. If `out` is in shared memory, the
   * promise waits until each thread has computed the tiles that it was given, at most two: nothing is written into `out` afterwards.
   */
  readonly abortSignal?: AbortSignalLike
}

export const PARALLEL_OPTIONS: OptionNames<ParallelOptions> = { threads: true, abortSignal: true }

const MOST_THREADS = 64

type GivenOptions = { readonly [Name in keyof ParallelOptions]: ParallelOptions[Name] | undefined }

/** How to share work. */
export interface Sharing {
  readonly threads: number
  readonly abortSignal: AbortSignalLike | undefined
}

/** @throws TypeError, RangeError if an option is not what it should be; the reason of a signal that was aborted before */
export function readSharing({ threads, abortSignal }: GivenOptions): Sharing {
  if (threads !== undefined) requireCount(threads, 1, 'threads', MOST_THREADS)
  if (abortSignal !== undefined) requireAbortSignal(abortSignal)
  if (abortSignal?.aborted === true) throw abortSignal.reason
  return { threads: threads ?? Math.min(coreCount(), MOST_THREADS), abortSignal }
}

function requireAbortSignal(signal: unknown): void {
  if (typeof signal === 'object' && signal !== null && 'aborted' in signal) return
  throw new TypeError(
    `abortSignal must be an AbortSignal, got ${describe(signal)}: pass that of an AbortController`,
  )
}
