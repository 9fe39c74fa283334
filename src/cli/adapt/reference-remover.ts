import { AdaptiveConvolver } from '../../adaptive/adaptive-convolver.js'
import { type Precision, type Samples, zeros } from '../../samples.js'
import { blamingOptions } from '../terminal/blame.js'
import { DataError } from '../terminal/errors.js'

/** What is removed. */
export interface Reference {
  /** For messages. */
  readonly name: string
  /** One channel, which is removed from each channel of the recording, or as many channels as the recording has. */
  readonly chunks: AsyncIterable<readonly Samples[]>
}

/** Removes a reference from a recording: learns, for each channel, the kernel that turns one into the other. */
export class ReferenceRemover {
  readonly #name: string
  readonly #chunks: AsyncIterator<readonly Samples[]>
  readonly #learners: readonly AdaptiveConvolver[]
  readonly #precision: Precision
  /** The number of samples of the reference for which the recording has not come. */
  #ahead = 0
  #hasEnded = false

  /** @param length The number of taps. @throws UsageError if it is out of range. */
  constructor({ name, chunks }: Reference, channelCount: number, length: number, precision: Precision) {
    this.#name = name
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#precision = precision
    this.#learners = blamingOptions(() =>
      // How far the reference is ahead is bounded by the length of a chunk.
      Array.from(
        { length: channelCount },
        () => new AdaptiveConvolver({ length, precision, maxAhead: 2 ** 31 }),
      ),
    )
  }

  /** The kernels as they are now, one for each channel of the recording. */
  get kernels(): Samples[] {
    return this.#learners.map(({ kernel }) => kernel)
  }

  /**
   * What is left of the next chunk of the recording. A reference that has ended continues as silence.
   *
   * @throws DataError if the numbers of channels do not fit.
   */
  async remove(recording: readonly Samples[]): Promise<Samples[]> {
    const { length } = recording[0]
    while (this.#ahead < length && !this.#hasEnded) await this.#read()
    if (this.#ahead < length) this.#take([zeros(length - this.#ahead, this.#precision)])
    this.#ahead -= length
    return recording.map((desired, i) => this.#learners[i].process({ desired }).error)
  }

  /** Frees the memory, and closes the reference. */
  async close(): Promise<void> {
    for (const learner of this.#learners) learner.dispose()
    await this.#chunks.return?.()
  }

  async #read(): Promise<void> {
    const next = await this.#chunks.next()
    if (next.done === true) this.#hasEnded = true
    else this.#take(next.value)
  }

  #take(reference: readonly Samples[]): void {
    const [found, wanted] = [reference.length, this.#learners.length]
    if (found !== 1 && found !== wanted) {
      throw new DataError(
        `${this.#name} must have one channel or column, or as many as the recording, ${wanted}, got ${found}`,
      )
    }
    this.#learners.forEach((learner, i) => learner.process({ reference: reference[found === 1 ? 0 : i] }))
    this.#ahead += reference[0].length
  }
}
