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
      : 'This browser has no WebAssembly, or it is turned off: nothing can be computed.',
  sound: () => {
    if (!isSecureContext) return 'Sound needs a secure page: open this one by https, or on localhost.'
    return 'AudioWorkletNode' in globalThis
      ? undefined
      : 'This browser has no AudioWorklet, which plays the sound.'
  },
  microphone: () => device('microphone'),
  camera: () => device('camera'),
}

function device(name: string): string | undefined {
  if (!isSecureContext) return `The ${name} needs a secure page: open this one by https, or on localhost.`
  return 'mediaDevices' in navigator ? undefined : `This browser gives pages no ${name}.`
}

/** What to say of a call that failed. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'NotAllowedError')
    return 'You, or this browser, did not allow it: allow the device in the settings of the page, and try again.'
  if (error.name === 'NotFoundError') return 'There is no such device.'
  if (error.name === 'EncodingError') return 'This browser cannot decode that file.'
  return error.message
}
