/** What a demonstration cannot do without. */
type Need = 'computing' | 'sound' | 'microphone' | 'camera'

/** Throws in words what this browser, or this page, does not have. */
export function requireHost(...needs: readonly Need[]): void {
  for (const need of needs) {
    const missing = MISSING[need]()
    if (missing !== undefined) throw new Error(missing)
  }
}

const MISSING: Readonly<Record<Need, () => string | undefined>> = {
  computing: () =>
    'WebAssembly' in globalThis
      ? undefined
      : 'This browser has no WebAssembly, or it is turned off. Turn it on, or use another browser.',
  sound: () => {
    if (!isSecureContext) return 'Sound needs a secure page: open this one with https, or on localhost.'
    return 'AudioWorkletNode' in globalThis
      ? undefined
      : 'This browser has no AudioWorklet, which plays the sound: use a newer one.'
  },
  microphone: () => device('microphone'),
  camera: () => device('camera'),
}

function device(name: string): string | undefined {
  if (!isSecureContext) return `The ${name} needs a secure page: open this one with https, or on localhost.`
  return 'mediaDevices' in navigator
    ? undefined
    : `This browser does not let pages use the ${name}: use another one.`
}

/** What to say of a call that failed. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'NotAllowedError')
    return 'The microphone or camera is blocked: allow it in the settings of this page, and try again.'
  if (error.name === 'NotFoundError') return 'No microphone or camera was found: connect one, and try again.'
  if (error.name === 'EncodingError') return 'This browser cannot decode that file: try a WAV or MP3 file.'
  return error.message
}
