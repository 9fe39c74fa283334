import { Transform } from 'node:stream'
import { createProcessor } from '../stream/create-processor.js'
import { isEmpty } from '../stream/is-empty.js'
import type { Processor } from '../stream/processor.js'

/** How many chunks wait before and behind a processor. More would cost memory, and gain nothing: it does not wait for anything. */
const WAITING_CHUNKS = 2

/**
 * Makes a Node stream of a processor: every chunk goes through `process`, the end through `flush`.
 *
 * The stream is in object mode on both sides, as chunks are arrays; bytes come and go as `Uint8Array`s. Where what follows is slow,
 * it takes no more chunks than two on each side. The processor is disposed of when the stream ends, fails or is destroyed, and
 * when it throws (which fails the stream). Empty results are not handed on.
 *
 * @param create Makes the processor: at once, so that what is wrong with its arguments is thrown here.
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

/** Does it, and says how it went. */
function attempt(work: () => void, done: (error?: Error | null) => void): void {
  try {
    work()
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error), { cause: error }))
    return
  }
  done()
}
