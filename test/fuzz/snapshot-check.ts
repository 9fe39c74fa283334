import { Convolver, ConvolverMatrix, type Samples } from 'tapline'
import { noise } from '../support/signals.js'
import { damaged } from './damage.js'
import { require } from './require.js'
import type { SnapshotCase } from './snapshot-case.js'

/** A case that takes longer hangs. */
const MOST_MILLISECONDS = 2000

/** Samples by which it is seen that a restored stream goes on as the other one does. */
const AFTER = 300

/** A convolver of either kind, of streams that hold the same. */
interface Restorable {
  readonly process: (samples: Samples) => Samples[]
  readonly flush: () => Samples[]
  readonly snapshot: () => Uint8Array
  readonly dispose: () => void
}

/**
 * Restores from the damaged snapshot.
 *
 * @throws Error unless it is refused with a RangeError, or where the damage left it as it was, goes on bit for bit; and does not
 *   take long.
 */
export function checkSnapshot(candidate: SnapshotCase): void {
  const stream = made(candidate)
  stream.process(noise(candidate.precision, candidate.before, 2))
  const bytes = stream.snapshot()
  const given = candidate.damages.reduce(damaged, Uint8Array.from(candidate.other ?? bytes))
  const begin = performance.now()
  if (Buffer.compare(bytes, given) === 0) requireSame(restoredFrom(given, candidate), stream, candidate)
  else requireRefusal(() => restoredFrom(given, candidate))
  stream.dispose()
  require(performance.now() - begin < MOST_MILLISECONDS, `it took ${performance.now() - begin} ms`)
}

function requireRefusal(restore: () => Restorable): void {
  let error: unknown
  try {
    restore().dispose()
  } catch (thrown) {
    error = thrown
  }
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
    require(isSame, 'the restored stream goes on otherwise')
  }
  restored.dispose()
}

function made(candidate: SnapshotCase): Restorable {
  const { of, precision, blockSize } = candidate
  const options = { precision, blockSize }
  return of === 'Convolver'
    ? single(new Convolver(tapsOf(candidate), options))
    : pair(new ConvolverMatrix(kernelsOf(candidate), options))
}

function restoredFrom(bytes: Uint8Array, candidate: SnapshotCase): Restorable {
  return candidate.of === 'Convolver'
    ? single(Convolver.restore(tapsOf(candidate), bytes))
    : pair(ConvolverMatrix.restore(kernelsOf(candidate), bytes))
}

function tapsOf({ precision, kernelLength }: SnapshotCase): Samples {
  return noise(precision, kernelLength, 1)
}

/** Two inputs, of which the first leads to both outputs. */
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
    dispose: () => convolver.dispose(),
  }
}

function pair(matrix: ConvolverMatrix): Restorable {
  return {
    process: (samples) => matrix.process([samples, samples.toReversed()]),
    flush: () => matrix.flush(),
    snapshot: () => matrix.snapshot(),
    dispose: () => matrix.dispose(),
  }
}
