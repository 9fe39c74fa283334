import { describe } from '../describe.js'
import type { AudioContextLike, WebAudio } from './web-audio.js'

/** The properties under which the wrappers of Tone.js and standardized-audio-context hold the wrapped context. */
interface Wrapper {
  readonly rawContext?: unknown
  readonly _nativeContext?: unknown
}

/**
 * The context of the host: this one, or the one that Tone.js wraps.
 *
 * @throws TypeError if it is not a context, or one whose nodes cannot be connected to nodes of the host.
 */
export function nativeContext(context: unknown, host: WebAudio): AudioContextLike {
  if (isNative(context, host)) return context
  const { rawContext } = wrapperOf(context)
  if (isNative(rawContext, host)) return rawContext
  if (rawContext !== undefined || wrapperOf(context)._nativeContext !== undefined)
    throw new TypeError(WRAPPED)
  throw new TypeError(
    `context must be an AudioContext or OfflineAudioContext of this host, got ${describe(context)}`,
  )
}

const WRAPPED =
  'context must be an AudioContext of the host, got one of standardized-audio-context, whose nodes connect only to each other: ' +
  'create it with new AudioContext(), call Tone.setContext with it before Tone creates anything, and pass it here as well'

function wrapperOf(context: unknown): Wrapper {
  return typeof context === 'object' && context !== null ? context : {}
}

/** Checked by a getter of the host, which accepts only its own contexts, also those of another window. */
function isNative(context: unknown, host: WebAudio): context is AudioContextLike {
  if (typeof context !== 'object' || context === null) return false
  try {
    return Reflect.get(host.BaseAudioContext.prototype, 'sampleRate', context) !== undefined
  } catch {
    return false
  }
}
