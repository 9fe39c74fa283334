import { Convolver, PreparedKernel, type Samples, type SignalLike } from 'tapline'
import { joined, silence } from '../support/signals.js'
import type { Chunking } from './case.js'
import type { Script, Taps } from './script.js'

/** How the input of a script is passed, and whether its snapshots are taken. */
export interface Manner extends Chunking {
  readonly takesSnapshots: boolean
}

/** The results of a convolver. */
export interface Outcome {
  /** The outputs of each stretch of the stream, from its start to a flush or a reset. */
  readonly stretches: readonly Samples[]
}

/** Runs a script on a convolver. */
export function drive(script: Script, manner: Manner): Outcome {
  const driver = new Driver(script, manner)
  try {
    return driver.run()
  } finally {
    driver.dispose()
  }
}

class Driver {
  readonly #script: Script
  readonly #manner: Manner
  readonly #prepared: PreparedKernel[] = []
  readonly #stretches: Samples[] = []
  #convolver: Convolver
  #kernel: Samples | PreparedKernel
  #outputs: Samples[] = []
  #inputLength = 0
  #chunkCount = 0

  constructor(script: Script, manner: Manner) {
    const { precision, blockSize } = script
    this.#script = script
    this.#manner = manner
    this.#kernel = this.#kernelOf(script.kernel)
    this.#convolver = new Convolver(this.#kernel, { precision, blockSize })
  }

  run(): Outcome {
    for (const step of this.#script.steps) {
      if (step.kind === 'input') this.#feed(step.samples)
      else if (step.kind === 'swap') this.#swap(step.kernel, step.fade, step.delay)
      else if (step.kind === 'flush') this.#flush()
      else if (step.kind === 'reset') this.#reset()
      else if (this.#manner.takesSnapshots) this.#goOnElsewhere()
    }
    return { stretches: this.#stretches }
  }

  dispose(): void {
    this.#convolver.dispose()
    for (const kernel of this.#prepared) kernel.dispose()
  }

  #feed(samples: Samples): void {
    const { chunks } = this.#manner
    for (let from = 0; from < samples.length; this.#chunkCount++) {
      const to = from + chunks[this.#chunkCount % chunks.length]
      this.#process(samples.slice(from, to))
      from = to
    }
    this.#inputLength += samples.length
  }

  #process(samples: Samples): void {
    const { chunksAre, givesOut } = this.#manner
    const chunk: SignalLike = chunksAre === 'plain' ? [...samples] : samples
    const owed = this.#convolver.outputLength(chunk.length)
    const out = givesOut ? silence(this.#script.precision, owed).fill(7) : undefined
    const outputs = this.#convolver.process(chunk, out)
    require(outputs.length === owed, `${owed} outputs were promised, ${outputs.length} came`)
    require(out === undefined || outputs === out, 'the outputs are not in the given array')
    // The chunk must not be needed any more.
    samples.fill(9)
    this.#outputs.push(outputs)
  }

  #swap(kernel: Taps, fade: number, delay: number): void {
    this.#kernel = this.#kernelOf(kernel)
    this.#convolver.setKernel(this.#kernel, { fade, delay })
  }

  #flush(): void {
    const tail = this.#convolver.tailLength
    this.#outputs.push(this.#convolver.flush())
    this.#endStretch(this.#inputLength === 0 ? 0 : this.#inputLength + tail)
  }

  #reset(): void {
    const { blockSize } = this.#script
    this.#convolver.reset()
    this.#endStretch(this.#inputLength - (blockSize === 0 ? 0 : this.#inputLength % blockSize))
  }

  #endStretch(owed: number): void {
    const stretch = joined(this.#script.precision, this.#outputs)
    require(stretch.length === owed, `${owed} outputs were owed, ${stretch.length} came`)
    this.#stretches.push(stretch)
    this.#outputs = []
    this.#inputLength = 0
  }

  #goOnElsewhere(): void {
    const restored = Convolver.restore(this.#kernel, this.#convolver.snapshot())
    this.#convolver.dispose()
    this.#convolver = restored
  }

  #kernelOf({ taps, isPrepared }: Taps): Samples | PreparedKernel {
    if (!isPrepared) return taps
    const kernel = new PreparedKernel(taps, { blockSize: this.#script.blockSize })
    this.#prepared.push(kernel)
    return kernel
  }
}

function require(condition: boolean, message: string): void {
  if (!condition) throw new Error(message)
}
