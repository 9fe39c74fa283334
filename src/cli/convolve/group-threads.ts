import { Piscina } from 'piscina'
import type { Samples } from '../../samples.js'
import type { SharedChunk } from './group-worker.js'
import type { OutputGroup } from './output-groups.js'

/** Threads of which each computes a group of outputs, chunk by chunk. */
export class GroupThreads {
  readonly #groups: readonly OutputGroup[]
  /** One of a single thread for each group, in which the group's state is; chunks wait there for their turn. */
  readonly #pools: readonly Piscina[]
  /** Settles when nothing that was asked of the threads is under way. */
  #idle: Promise<void> = Promise.resolve()

  constructor(groups: readonly OutputGroup[]) {
    const settings = {
      filename: new URL('./group-worker.js', import.meta.url).href,
      name: 'prepareGroup',
      minThreads: 1,
      maxThreads: 1,
      concurrentTasksPerWorker: 2,
    }
    this.#groups = groups
    this.#pools = groups.map(() => poolOf(settings))
  }

  /** To be awaited before the first chunk. */
  async prepare(): Promise<void> {
    await this.#each('prepareGroup', ({ blocks }) => blocks)
  }

  /** The outputs that a chunk completes, in its shared memory. */
  async convolve({ inputs, outputs }: SharedChunk): Promise<Samples[]> {
    const [length] = await this.#each<number>('convolveChunk', (group) => ({
      inputs: group.inputs.map((input) => inputs[input]),
      outputs: group.outputs.map((output) => outputs[output]),
    }))
    return outputs.map((samples) => samples.subarray(0, length))
  }

  /** All outputs that are still owed when the last chunk was given. */
  async flush(): Promise<Samples[]> {
    const parts = await this.#each<Samples[]>('flushGroup', () => undefined)
    const outputs: Samples[] = []
    for (const [i, group] of this.#groups.entries()) {
      for (const [j, output] of group.outputs.entries()) outputs[output] = parts[i][j]
    }
    return outputs
  }

  /** Ends the threads when they are done with what is under way: an answer to a pool that is destroyed would be an error event. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#idle
    await Promise.all(this.#pools.map((pool) => pool.destroy()))
  }

  #each<Result>(name: string, taskOf: (group: OutputGroup) => unknown): Promise<Result[]> {
    const results = this.#pools.map(
      (pool, i) => pool.run(taskOf(this.#groups[i]), { name }) as Promise<Result>,
    )
    this.#idle = Promise.allSettled([this.#idle, ...results]).then(() => undefined)
    return Promise.all(results)
  }
}

/** A pool whose tasks fail, rather than wait for ever, where its thread has died and no other can be started. */
function poolOf(settings: ConstructorParameters<typeof Piscina>[0]): Piscina {
  const pool = new Piscina(settings)
  return pool.on('error', () => void pool.destroy())
}
