import { Transform } from 'node:stream'
import { createProcessor } from '../stream/create-processor.js'
import { isEmpty } from '../stream/is-empty.js'
import type { Processor } from '../stream/processor.js'

/** The number of chunks buffered on each side. More would cost memory without a gain, because a processor never waits. */
const WAITING_CHUNKS = 2

/**
 * Wraps a processor as a Node stream: every chunk goes through `process`, the end calls `flush`.
 *
 * The stream is in object mode on both sides, because chunks are arrays; bytes are `Uint8Array`s. If the consumer is slow, at most
 * two chunks are buffered on each side. The processor is disposed of when the stream ends, fails or is destroyed, or when the
 * processor throws (which fails the stream). Empty results are dropped.
 *
 * @param create Makes the processor. Called at once, so that errors in its arguments are thrown here.
 * @throws TypeError if `create` is not a function, or does not return a processor.
 * @example
 * const smooth = through(() => new Convolver([0.25, 0.5, 0.25]))
 * smooth.write([4, 0, 0])
 * smooth.end([0, 8])
 * await smooth.toArray() // [Float64Array [1, 2, 1], Float64Array [0, 2], Float64Array [4, 2]]
 */
export function through<In, Out>(create: () => Processor<In, Out>): Transform {
  const processor = createProcessor(create)
  const hand = (stream: Transform, result: Out): void => {
    if (!isEmpty(result)) stream.push(result)
  }
  return new Transform({
    objectMode: true,
    highWaterMark: WAITING_CHUNKS,
    transform(chunk: In, _encoding, done) {
      attempt(() => hand(this, processor.process(chunk)), done)
    },
    flush(done) {
      attempt(() => hand(this, processor.flush()), done)
    },
    destroy(error, done) {
      processor.dispose()
      done(error)
    },
  })
}

/** Runs the work and reports the outcome. */
function attempt(work: () => void, done: (error?: Error | null) => void): void {
  try {
    work()
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error), { cause: error }))
    return
  }
  done()
}
