import type { Samples } from '../../samples.js'
import { Thread } from '../threads/thread.js'
import type { GroupFunctions, SharedChunk } from './group-thread.js'
import type { OutputGroup } from './output-groups.js'

/** Threads that compute a group of outputs each, chunk by chunk. */
export class GroupThreads {
  readonly #groups: readonly OutputGroup[]
  /** One for each group: it holds the group's state. */
  readonly #threads: readonly Thread<GroupFunctions>[]

  constructor(groups: readonly OutputGroup[]) {
    this.#groups = groups
    this.#threads = groups.map(() => new Thread(new URL('./group-thread.js', import.meta.url)))
  }

  /** Await it before the first chunk. */
  async prepare(): Promise<void> {
    await Promise.all(this.#threads.map((thread, i) => thread.call('prepareGroup', this.#groups[i].blocks)))
  }

  /** Computes the outputs that a chunk completes, in its shared memory. */
  async convolve({ inputs, outputs }: SharedChunk): Promise<Samples[]> {
    const [length] = await Promise.all(
      this.#threads.map((thread, i) =>
        thread.call('convolveChunk', {
          inputs: this.#groups[i].inputs.map((input) => inputs[input]),
          outputs: this.#groups[i].outputs.map((output) => outputs[output]),
        }),
      ),
    )
    return outputs.map((samples) => samples.subarray(0, length))
  }

  /** All outputs that are still owed after the last chunk. */
  async flush(): Promise<Samples[]> {
    const parts = await Promise.all(this.#threads.map((thread) => thread.call('flushGroup', undefined)))
    const outputs: Samples[] = []
    for (const [i, group] of this.#groups.entries()) {
      for (const [j, output] of group.outputs.entries()) outputs[output] = parts[i][j]
    }
    return outputs
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread[Symbol.asyncDispose]()))
  }
}
