import { describe } from '../describe.js'
import { readBytes, readList, requireFunction } from '../require.js'
import { isSamples, joined, type OwnUint8Array, type Samples, type SignalLike } from '../samples.js'
import type { Resumable } from './resumable.js'
import { decodeSnapshot } from './snapshot/decode-snapshot.js'
import { encodeSnapshot } from './snapshot/encode-snapshot.js'
import type { SnapshotReader } from './snapshot/snapshot-reader.js'

/** What a chain returns: samples, or a list of what was found. */
export type ChainOutput = Samples | readonly unknown[]

/** The processors of a chain: each takes the samples that the one before returns. */
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
 * Runs several processors in a row as one: the samples that each returns are the input of the next. All but the last must return
 * samples; the last may return a list, such as matches.
 *
 * `flush` flushes each processor into the next. As with the processors alone, results are the same bits however the stream is cut into
 * chunks. A snapshot holds the snapshots of all processors.
 *
 * The chain owns its processors: `dispose` disposes of them, and you must not call them yourself any more. If one of them throws, those
 * before it have already taken the chunk: reset the chain, or restore it from a snapshot, before you use it again.
 *
 * Cost and allocation: those of the processors. The latency, in samples of the output, is that of the processors together.
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
   * @param processors One or more, in the order in which samples pass through them.
   * @throws TypeError if one of them is not a resumable processor. RangeError if there is none, or one occurs twice.
   */
  constructor(...processors: ChainLinks<Out>) {
    requireProcessors(processors)
    this.#first = processors.slice(0, -1) as Resumable<SignalLike, Samples>[]
    this.#last = processors[processors.length - 1] as Resumable<SignalLike, Out>
  }

  /**
   * Makes a chain that continues where another one was when the snapshot was taken, bit for bit.
   *
   * @param restorers Functions that restore the processors, in order: `(bytes) => Convolver.restore(kernel, bytes)`.
   * @param bytes What `snapshot` returned.
   * @throws TypeError if an argument is of the wrong kind. RangeError if the bytes are not a snapshot of a chain of this length, or are
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
   * Takes a chunk, and returns what the last processor returns.
   *
   * @throws What the processors throw. TypeError if one before the last returns anything but samples.
   */
  process(chunk: SignalLike): Out {
    let samples = chunk
    for (const [i, processor] of this.#first.entries())
      samples = requireSamples(processor.process(samples), i)
    return this.#last.process(samples)
  }

  /** Returns what all processors still owe at the end of the input. Then resets. */
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
  // A copy, as the part may begin at any address, and the processor may keep it.
  return restore(reader.blob().slice())
}

/** What a processor returns for the last samples of the one before it, followed by what it owes itself. */
function flushed<Out>(processor: Resumable<SignalLike, Out>, before: Samples | undefined): Out {
  if (before === undefined) return processor.flush()
  const taken: unknown = processor.process(before)
  const owed: unknown = processor.flush()
  if (isSamples(taken) && isSamples(owed)) return joined([taken, owed]) as Out
  if (Array.isArray(taken) && Array.isArray(owed))
    return [...(taken as unknown[]), ...(owed as unknown[])] as Out
  throw new TypeError(`the last processor must return samples or a list, got ${describe(owed)}`)
}

function requireSamples(value: unknown, i: number): Samples {
  if (isSamples(value)) return value
  throw new TypeError(
    `processors[${i}] must return samples for the next one, got ${describe(value)}: put it last`,
  )
}

function requireProcessors(processors: readonly unknown[]): void {
  if (processors.length === 0) {
    throw new RangeError('processors must be one or more, got none: pass them in their order')
  }
  for (const [i, processor] of processors.entries()) {
    requireResumable(processor, `processors[${i}]`)
    const first = processors.indexOf(processor)
    if (first === i) continue
    throw new RangeError(
      `processors[${i}] must differ from processors[${first}], got the same processor twice: make one for each place`,
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
