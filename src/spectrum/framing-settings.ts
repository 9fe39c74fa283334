import { fingerprintOf, type Settings } from '../stream/snapshot/settings.js'
import type { Framing } from '../transform/framing.js'
import { simd } from '../wasm/module.js'

/** What a snapshot of a stream of frames must be restored with. */
export function framingSettings({ window, hop, fft }: Framing): Settings {
  return { window: fingerprintOf(window), hop, fftSize: fft.size, precision: fft.precision, simd: simd() }
}
