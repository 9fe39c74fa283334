import { fingerprintOf, type Settings } from '../stream/snapshot/settings.js'
import type { Framing } from '../transform/framing.js'
import { simd } from '../wasm/module.js'

/** The settings of a snapshot of a stream of frames. */
export function framingSettings({ window, hop, fft }: Framing): Settings {
  return { window: fingerprintOf(window), hop, fftSize: fft.size, precision: fft.precision, simd: simd() }
}
