/** Which part of the full result is returned, with SciPy's names and rules. */
export type Mode = 'full' | 'same' | 'valid'

export const MODES: readonly Mode[] = ['full', 'same', 'valid']

/** A run of the full result: its first index and its length. */
export interface Extent {
  readonly start: number
  readonly length: number
}

/**
 * The part of the N + K − 1 samples of the full result that a mode keeps. `full`: all of them. `same`: N samples from
 * ⌊(K − 1)/2⌋ on. `valid`: the |N − K| + 1 samples for which the shorter input lies wholly within the longer one. An
 * empty signal has an empty result.
 */
export function extentOf(mode: Mode, signalLength: number, kernelLength: number): Extent {
  if (signalLength === 0) return { start: 0, length: 0 }
  const shorter = Math.min(signalLength, kernelLength)
  switch (mode) {
    case 'full':
      return { start: 0, length: signalLength + kernelLength - 1 }
    case 'same':
      return { start: Math.floor((kernelLength - 1) / 2), length: signalLength }
    case 'valid':
      return { start: shorter - 1, length: Math.abs(signalLength - kernelLength) + 1 }
  }
}
