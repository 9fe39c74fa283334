import { describe } from '../describe.js'
import { readBytes, readList, requireFunction } from '../require.js'
import { isSamples, joined, type OwnUint8Array, type Samples, type SignalLike } from '../samples.js'
import type { Resumable } from './resumable.js'
import { decodeSnapshot } from './snapshot/decode-snapshot.js'
import { encodeSnapshot } from './snapshot/encode-snapshot.js'
import type { SnapshotReader } from './snapshot/snapshot-reader.js'

/** What a chain gives: samples, or a list of what was found. */
export type ChainOutput = Samples | readonly unknown[]

/** The processors of a chain: each gives the samples that the next one takes. */
export type ChainLinks<Out extends ChainOutput> = readonly [
  ...Resumable<SignalLike, Samples>[],
  Resumable<SignalLike, Out>,
]

/** How the processors of a chain are restored, each from its part of the snapshot. */
export type ChainRestorers<Out extends ChainOutput> = readonly [
  ...((bytes: Uint8Array) => Resumable<SignalLike, Samples>)[],
  (bytes: Uint8Array) => Resumable<SignalLike, Out>,
]

const METHODS = ['process', 'flush', 'reset', 'snapshot', 'dispose'] as const

/**
 * Several processors in a row, as one: the samples that each gives go into the next. All but the last one give samples; the last may
 * give a list, such as matches.
 *
 * `flush` passes through: what the first one still owes goes into the second, and so on. Results are the same bits however the stream is
 * cut into chunks, as those of the processors are. A snapshot holds those of all of them.
 *
 * The chain owns its processors: `dispose` disposes of them, and you do not call them yourself any more. If one of them throws, those
 * before it have taken the chunk; reset the chain, or restore it from a snapshot, before you use it again.
 *
 * Cost: that of the processors. Allocates what they do. The latency, in samples of the output, is that of the processors together.
 *
 * @example
 * const chain = new Chain(new Convolver([0.5, 0.5]), new Rechunker(2, { precision: 'float64' }))
 * chain.process([2, 4, 6]) // [Float64Array [1, 3]]
 * const bytes = chain.snapshot()
 * const next = Chain.restore(
 *   [(part) => Convolver.restore([0.5, 0.5], part), (part) => Rechunker.restore(2, { precision: 'float64' }, part)],
 *   bytes,
 * )
 * next.flush() // [Float64Array [5, 3]]
 */
export class Chain<Out extends ChainOutput> implements Resumable<SignalLike, Out> {
  readonly #first: readonly Resumable<SignalLike, Samples>[]
  readonly #last: Resumable<SignalLike, Out>

  /**
   * @param processors One or more, in the order in which samples pass them.
   * @throws TypeError if one of them is not a resumable processor. RangeError if there is none, or one stands there twice.
   */
  constructor(...processors: ChainLinks<Out>) {
    requireProcessors(processors)
    this.#first = processors.slice(0, -1) as Resumable<SignalLike, Samples>[]
    this.#last = processors[processors.length - 1] as Resumable<SignalLike, Out>
  }

  /**
   * Makes a chain that continues where another one was when the snapshot was taken, bit for bit.
   *
   * @param restorers Restore the processors, in their order: `(bytes) => Convolver.restore(kernel, bytes)`.
   * @param bytes What `snapshot` returned.
   * @throws TypeError if an argument is of another kind. RangeError if the bytes are not a snapshot of a chain of this length, or are
   *   damaged; and what the restorers throw.
   */
  static restore<Out extends ChainOutput>(restorers: ChainRestorers<Out>, bytes: Uint8Array): Chain<Out> {
    const list = readList<Restorer>(restorers, 'restorers', 'functions')
    list.forEach((restore, i) => requireFunction(restore, `restorers[${i}]`))
    const processors: Resumable<SignalLike, unknown>[] = []
    try {
      decodeSnapshot(readBytes(bytes, 'bytes'), KIND, { processors: list.length }, (reader) => {
        for (const restore of list) processors.push(restored(restore, reader))
      })
      return new Chain(...(processors as unknown as ChainLinks<Out>))
    } catch (error) {
      for (const processor of processors) processor.dispose()
      throw error
    }
  }

  /**
   * Takes a chunk, and returns what the last processor gives for it.
   *
   * @throws what the processors throw; TypeError if one before the last gives something else than samples.
   */
  process(chunk: SignalLike): Out {
    let samples = chunk
    for (const [i, processor] of this.#first.entries())
      samples = requireSamples(processor.process(samples), i)
    return this.#last.process(samples)
  }

  /** Returns what is still owed when the input ends, of all processors. Afterwards the chain is as after `reset`. */
  flush(): Out {
    let owed: Samples | undefined
    for (const [i, processor] of this.#first.entries()) {
      owed = requireSamples(flushed(processor, owed), i)
    }
    return flushed(this.#last, owed)
  }

  reset(): void {
    for (const processor of this.#all) processor.reset()
  }

  snapshot(): OwnUint8Array {
    const all = this.#all
    return encodeSnapshot(KIND, { processors: all.length }, (writer) => {
      for (const processor of all) writer.blob(processor.snapshot())
    })
  }

  dispose(): void {
    for (const processor of this.#all) processor.dispose()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  get #all(): readonly Resumable<SignalLike, unknown>[] {
    return [...this.#first, this.#last]
  }
}

const KIND = 'Chain'

type Restorer = (bytes: Uint8Array) => Resumable<SignalLike, unknown>

function restored(restore: Restorer, reader: SnapshotReader): Resumable<SignalLike, unknown> {
  // A copy: the part may begin anywhere, and the processor may keep it.
  return restore(reader.blob().slice())
}

/** What a processor gives for what came before it, and what it owes itself. */
function flushed<Out>(processor: Resumable<SignalLike, Out>, before: Samples | undefined): Out {
  if (before === undefined) return processor.flush()
  const taken: unknown = processor.process(before)
  const owed: unknown = processor.flush()
  if (isSamples(taken) && isSamples(owed)) return joined([taken, owed]) as Out
  if (Array.isArray(taken) && Array.isArray(owed))
    return [...(taken as unknown[]), ...(owed as unknown[])] as Out
  throw new TypeError(`the last processor must give samples or a list, got ${describe(owed)}`)
}

function requireSamples(value: unknown, i: number): Samples {
  if (isSamples(value)) return value
  throw new TypeError(
    `processors[${i}] must give samples, which the next one takes, got ${describe(value)}: put it last`,
  )
}

function requireProcessors(processors: readonly unknown[]): void {
  if (processors.length === 0) {
    throw new RangeError('processors must be one or more, got none: pass them in their order')
  }
  for (const [i, processor] of processors.entries()) {
    requireResumable(processor, `processors[${i}]`)
    if (processors.indexOf(processor) === i) continue
    throw new RangeError(
      `processors[${i}] must be another than processors[${processors.indexOf(processor)}], got the same: make one for each place`,
    )
  }
}

function requireResumable(value: unknown, name: string): void {
  const methods: Partial<Record<string, unknown>> = typeof value === 'object' && value !== null ? value : {}
  if (METHODS.every((method) => typeof methods[method] === 'function')) return
  throw new TypeError(
    `${name} must be a resumable processor, with methods ${METHODS.join(', ')}, got ${describe(value)}`,
  )
}
