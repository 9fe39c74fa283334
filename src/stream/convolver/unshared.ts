import { tagOf } from '../../describe.js'
import { type Precision, type Samples, type TypedSignal, zeros } from '../../samples.js'

/** The signal, or a copy if it may share memory with an output: for signals that are read while outputs are written. */
export function unshared(signal: TypedSignal, outs: readonly Samples[], precision: Precision): TypedSignal {
  if (!outs.some((out) => sharesMemory(signal, out))) return signal
  // Not with `slice`, which does not copy if the signal is a Buffer.
  const copy = zeros(signal.length, precision)
  copy.set(signal)
  return copy
}

/** Whether two arrays lie in one buffer. Shared memory can have several buffer objects. */
function sharesMemory(a: TypedSignal, b: Samples): boolean {
  return a.buffer === b.buffer || (isShared(a.buffer) && isShared(b.buffer))
}

function isShared(buffer: ArrayBufferLike): boolean {
  return tagOf(buffer) === 'SharedArrayBuffer'
}
