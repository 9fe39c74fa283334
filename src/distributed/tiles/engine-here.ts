import { fingerprint as engine } from '../../wasm/generated/fingerprint.js'
import { simd } from '../../wasm/module.js'

/** The engine that computes here: tiles of one batch are computed by one and the same, so that all have the bits of one run. */
export function engineHere(): string {
  return `${engine}-${simd()}`
}
