import { readSignal, requireFinite } from '../../require.js'
import {
  type Precision,
  precisionOf,
  type Samples,
  type SignalLike,
  type TypedSignal,
  zeros,
} from '../../samples.js'
import { Block } from '../../wasm/heap.js'
import { ingest, SPECIAL } from '../../wasm/samples.js'

/** A copy of the taps: at least one, all finite. `name` is their name in messages. */
export function checkedTaps(kernel: SignalLike, precision: Precision, name: string): Samples {
  const given = readTaps(kernel, name)
  const taps = zeros(given.length, precision)
  taps.set(given)
  requireFiniteTaps(taps, given, name)
  return taps
}

/** The taps in engine memory, checked by the engine: this saves half a millisecond for 5 s of taps. */
export function tapBlock(taps: TypedSignal, length: number, precision: Precision, name: string): Block {
  const block = new Block(length, precision)
  block.samples.set(taps)
  if (ingest(block, 0, block, 0, taps.length) === SPECIAL) {
    requireFiniteTaps(block.samples, taps, name)
  }
  return block
}

/** The taps as a typed array: at least one. */
export function readTaps(kernel: SignalLike, name: string): TypedSignal {
  const taps = readSignal(kernel, name)
  if (taps.length === 0) throw new RangeError(`${name} must have at least one tap, got none`)
  return taps
}

/** @param given The taps as they were given, for the message. */
function requireFiniteTaps(taps: Samples, given: TypedSignal, name: string): void {
  requireFinite(given, name)
  const k = taps.findIndex((tap) => !Number.isFinite(tap))
  if (k < 0) return
  throw new RangeError(
    `${name}[${k}] must be a number that ${precisionOf(taps)} can hold, got ${given[k]}: scale ${name} down, or use float64`,
  )
}
