import type { OwnUint8Array } from '../samples.js'
import type { Processor } from './processor.js'

/**
 * A processor whose state can be carried elsewhere: to a file, another process, another machine.
 *
 * Its class has a static `restore` as well. It takes the arguments of the constructor, then the bytes, and returns a processor
 * that continues where the other one was, bit for bit. Untrusted bytes are safe to restore: every number in them is checked, and no
 * more memory is allocated than they account for.
 *
 * @example
 * const windows = new Rechunker(4, { hop: 2 })
 * windows.process([1, 2, 3, 4, 5])
 * const bytes = windows.snapshot()
 * const next = Rechunker.restore(4, { hop: 2 }, bytes)
 * next.process(6) // [Float32Array [3, 4, 5, 6]]
 */
export interface Resumable<In, Out> extends Processor<In, Out> {
  /**
   * Returns the state as bytes, and changes nothing. They hold what the processor remembers of its input, but not its arguments:
   * pass those to `restore` again.
   */
  snapshot(): OwnUint8Array
}
