import { Convolver, ConvolverMatrix, type Samples } from 'tapline'
import { noise } from '../support/signals.js'
import { damaged } from './damage.js'
import { forged } from './forgery.js'
import { processorTime } from './processor-time.js'
import { require } from './require.js'
import type { SnapshotCase } from './snapshot-case.js'

/** A case that takes longer is assumed to hang. */
const MOST_MILLISECONDS = 2000

/** Samples that show whether a restored stream continues like the original. */
const AFTER = 300

/** A convolver of either kind, with the same streams. */
interface Restorable {
  readonly process: (samples: Samples) => Samples[]
  readonly flush: () => Samples[]
  readonly snapshot: () => Uint8Array
  /** Sets the kernels of the case. */
  readonly exchange: (candidate: SnapshotCase) => void
  readonly dispose: () => void
}

/**
 * Restores from the damaged or forged snapshot.
 *
 * @throws Error unless it is refused with a RangeError, or where it was left as it was, goes on bit for bit; and does not
 *   take long. A forged one may be taken, where it is that of another stream: it must then work, and let all others alone.
 */
export function checkSnapshot(candidate: SnapshotCase): void {
  const stream = made(candidate)
  const bytes = stream.snapshot()
  const given = givenInsteadOf(bytes, candidate)
  const begin = processorTime()
  if (Buffer.compare(bytes, given) === 0) requireSame(restoredFrom(given, candidate), stream, candidate)
  else if (candidate.forgeries.length > 0) requireHarmless(given, stream, candidate)
  else require(takenOrRefused(() => restoredFrom(given, candidate)) === undefined, 'damage was not seen')
  stream.dispose()
  require(processorTime() - begin < MOST_MILLISECONDS, `it took ${processorTime() - begin} ms`)
}

function givenInsteadOf(bytes: Uint8Array, { other, damages, forgeries }: SnapshotCase): Uint8Array {
  if (forgeries.length > 0) return forged(bytes, forgeries)
  return damages.reduce(damaged, Uint8Array.from(other ?? bytes))
}

function requireHarmless(given: Uint8Array, stream: Restorable, candidate: SnapshotCase): void {
  const witness = restoredFrom(stream.snapshot(), candidate)
  const restored = takenOrRefused(() => restoredFrom(given, candidate))
  for (const length of [1, 300, 5000]) restored?.process(noise(candidate.precision, length, 4))
  restored?.snapshot()
  restored?.flush()
  restored?.process(noise(candidate.precision, 300, 5))
  restored?.dispose()
  requireSame(witness, stream, candidate)
}

/** The result, or undefined if it is refused as it should be. */
function takenOrRefused(restore: () => Restorable): Restorable | undefined {
  try {
    return restore()
  } catch (error) {
    requireRight(error)
    return undefined
  }
}

function requireRight(error: unknown): void {
  require(error instanceof RangeError, `damage was met with ${String(error)}`)
  require((error as Error).message.length < 400, `the message is long: ${String(error)}`)
}

function requireSame(restored: Restorable, stream: Restorable, { precision }: SnapshotCase): void {
  const next = noise(precision, AFTER, 3)
  const outputsOf = ({ process, flush }: Restorable) => [...process(next), ...flush()]
  const expected = outputsOf(stream)
  for (const [i, samples] of outputsOf(restored).entries()) {
    const isSame =
      samples.length === expected[i].length && samples.every((value, n) => Object.is(value, expected[i][n]))
    require(isSame, 'the restored stream continues differently')
  }
  restored.dispose()
}

function made(candidate: SnapshotCase): Restorable {
  const { of, precision, blockSize, initial, isExchanged, before } = candidate
  const options = { precision, blockSize, initial }
  const taps = tapsOf(candidate)
  const others = isExchanged ? noise(precision, 20, 6) : taps
  const stream =
    of === 'Convolver'
      ? single(new Convolver(others, options))
      : pair(
          new ConvolverMatrix(
            isExchanged
              ? [
                  [others, null],
                  [null, others],
                ]
              : kernelsOf(candidate),
            options,
          ),
        )
  if (isExchanged) {
    stream.process(noise(precision, before, 7))
    stream.exchange(candidate)
    // Until the block with the exchange is over.
    stream.process(noise(precision, 64, 8))
  }
  stream.process(noise(precision, before, 2))
  return stream
}

function restoredFrom(bytes: Uint8Array, candidate: SnapshotCase): Restorable {
  return candidate.of === 'Convolver'
    ? single(Convolver.restore(tapsOf(candidate), bytes))
    : pair(ConvolverMatrix.restore(kernelsOf(candidate), bytes))
}

function tapsOf({ precision, kernelLength }: SnapshotCase): Samples {
  return noise(precision, kernelLength, 1)
}

/** Two inputs, the first of which leads to both outputs. */
function kernelsOf(candidate: SnapshotCase) {
  const taps = tapsOf(candidate)
  return [
    [taps, taps.toReversed()],
    [null, taps],
  ]
}

function single(convolver: Convolver): Restorable {
  return {
    process: (samples) => [convolver.process(samples)],
    flush: () => [convolver.flush()],
    snapshot: () => convolver.snapshot(),
    exchange: (candidate) => convolver.setKernel(tapsOf(candidate)),
    dispose: () => convolver.dispose(),
  }
}

function pair(matrix: ConvolverMatrix): Restorable {
  return {
    process: (samples) => matrix.process([samples, samples.toReversed()]),
    flush: () => matrix.flush(),
    snapshot: () => matrix.snapshot(),
    exchange: (candidate) => matrix.setKernels(kernelsOf(candidate)),
    dispose: () => matrix.dispose(),
  }
}
