import { describe } from '../describe.js'
import { requireOneOf } from '../require.js'
import type { ChannelCountMode, ChannelInterpretation } from './web-audio.js'

/** @throws TypeError unless it is a number; NotSupportedError for a value that a ConvolverNode does not support either. */
export function requireChannelCount(channelCount: unknown): void {
  if (channelCount === 1 || channelCount === 2) return
  const message = `channelCount must be 1 or 2, got ${describe(channelCount)}`
  throw typeof channelCount === 'number'
    ? new DOMException(message, 'NotSupportedError')
    : new TypeError(message)
}

/** @throws TypeError, RangeError unless it is one; NotSupportedError for a value that a ConvolverNode does not support either. */
export function requireChannelCountMode(mode: ChannelCountMode): void {
  if (mode !== 'max') {
    requireOneOf(mode, ['clamped-max', 'explicit'], 'channelCountMode')
    return
  }
  throw new DOMException(
    "channelCountMode must be 'clamped-max' or 'explicit', got 'max'",
    'NotSupportedError',
  )
}

/** @throws TypeError, RangeError unless it is one. */
export function requireChannelInterpretation(interpretation: ChannelInterpretation): void {
  requireOneOf(interpretation, ['speakers', 'discrete'], 'channelInterpretation')
}
