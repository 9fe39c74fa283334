import { readOptions, requireInRange } from '../require.js'
import { GREATEST_BETA } from '../transform/windows/kaiser.js'
import { makeWindow } from '../transform/windows/window-of.js'
import type { WindowShape } from '../transform/windows/window-shape.js'
import type { KaiserWindow } from './kaiser.js'

/**
 * The windows that limit the response of an ideal filter: those of `windowOf`, or `{ kaiserBeta }` as `kaiserParameters`
 * returns it. The resulting stopbands are: 'rectangular' −21 dB, 'hann' −44 dB, 'hamming' −53 dB, 'blackman' −74 dB; that of a
 * Kaiser window depends on β.
 */
export type FirWindow = WindowShape | KaiserWindow

/** Returns a symmetric window, w[0] to w[L − 1], as filters need it. */
export function symmetricWindow(window: FirWindow, length: number): Float64Array {
  return makeWindow(shapeOf(window), length, true)
}

function shapeOf(window: FirWindow): WindowShape {
  if (!isKaiser(window)) return window
  const { kaiserBeta } = readOptions<KaiserWindow>(window, { kaiserBeta: true }, 'window')
  requireInRange(kaiserBeta, 0, GREATEST_BETA, 'window.kaiserBeta')
  return { name: 'kaiser', beta: kaiserBeta }
}

function isKaiser(window: FirWindow): window is KaiserWindow {
  return typeof window === 'object' && (window as unknown) !== null && 'kaiserBeta' in window
}
