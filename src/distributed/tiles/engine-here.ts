import { fingerprint as engine } from '../../wasm/generated/fingerprint.js'
import { simd } from '../../wasm/module.js'

/** The engine of this process. All tiles of a batch are computed by the same engine, so that they have the bits of one run. */
export function engineHere(): string {
  return `${engine}-${simd()}`
}
