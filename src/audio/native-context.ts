import type { AudioContextLike, WebAudio } from './web-audio.js'

/** What wrappers of a context call the context that they wrap: those of Tone.js, and of standardized-audio-context. */
interface Wrapper {
  readonly rawContext?: unknown
  readonly _nativeContext?: unknown
}

/**
 * A context as the host has it: this one, or the one that Tone.js wraps.
 *
 * @throws TypeError if it is none, or one whose nodes could not be connected to a node of the host.
 */
export function nativeContext(context: unknown, host: WebAudio): AudioContextLike {
  if (isNative(context, host)) return context
  const { rawContext } = wrapperOf(context)
  if (isNative(rawContext, host)) return rawContext
  if (rawContext !== undefined || wrapperOf(context)._nativeContext !== undefined)
    throw new TypeError(WRAPPED)
  throw new TypeError('context must be an AudioContext or OfflineAudioContext of this host')
}

const WRAPPED =
  'context must be an AudioContext of the host, got one of standardized-audio-context, whose nodes connect only to each other: ' +
  'make one by new AudioContext(), call Tone.setContext with it before Tone makes anything, and give it here as well'

function wrapperOf(context: unknown): Wrapper {
  return typeof context === 'object' && context !== null ? context : {}
}

/** By a getter of the host's, which takes nothing but its own contexts, also those of another window. */
function isNative(context: unknown, host: WebAudio): context is AudioContextLike {
  if (typeof context !== 'object' || context === null) return false
  try {
    return Reflect.get(host.BaseAudioContext.prototype, 'sampleRate', context) !== undefined
  } catch {
    return false
  }
}
