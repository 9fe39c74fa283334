import { describe } from '../describe.js'
import { requireFunction } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import type { Processor } from '../stream/processor.js'
import { through } from '../stream/through.js'

/** A chunk of several channels: one array for each, all of one length. */
export type AudioChannels = readonly SignalLike[]

/** Makes a processor of chunks of several channels, as a `ConvolverMatrix` is one. */
export type Stage = () => Processor<AudioChannels, Samples[]>

/**
 * Renders a recording of any length through one processor after the other, without ever holding it: takes a chunk when a
 * result is asked for, and gives what becomes of it, and at last the tails. An hour needs no more memory than a second.
 *
 * The results, one behind the other, are those of all stages with all tails: of convolvers, as many samples as the input and
 * the responses have, each of these less 1. They are the same bits for any chunks.
 *
 * The graph is one of processors, in a row, and not of the nodes of Web Audio: an OfflineAudioContext keeps all of its result in
 * memory, and cannot go on where another one ended.
 *
 * To stop before the end, leave the loop, or end or abort the source. A source that gives its chunks at once (an array, a plain
 * generator) is rendered in one go, in which no timer and no event is heard: where these must be, await a turn of the event loop
 * in the loop now and then.
 *
 * @param source Chunks: an array of them, a generator, a stream; whatever can be iterated, at once or asynchronously.
 * @param first Makes the first processor. It is made when the first result is asked for, and disposed of at the end: also when
 *   the source or a processor fails, or when the reader leaves.
 * @param others Make the processors that follow upon it.
 * @throws TypeError if the source cannot be iterated, or what makes a processor is not a function: at once. While results are
 *   read: TypeError if it makes none, and whatever the source or a processor fails with.
 * @example
 * const hall = new PreparedMatrix([[[1, 0.5], null], [null, [1, 0.25]]])
 * const wet = []
 * for await (const [left, right] of renderOffline([[[4], [8]], [[0], [4]]], () => new ConvolverMatrix(hall))) {
 *   wet.push([...left, ...right])
 * }
 * wet // [[4, 8], [2, 6], [0, 1]]
 * @see `WavWriter` of tapline/node, which takes such chunks
 */
export function renderOffline(
  source: Iterable<AudioChannels> | AsyncIterable<AudioChannels>,
  first: Stage,
  ...others: readonly Stage[]
): AsyncGenerator<Samples[], void, undefined> {
  const isIterable =
    Object(source) === source && (Symbol.iterator in source || Symbol.asyncIterator in source)
  if (!isIterable) {
    throw new TypeError(`source must be an array, a generator or a stream of chunks, got ${describe(source)}`)
  }
  requireFunction(first, 'first')
  for (const [i, stage] of others.entries()) requireFunction(stage, `others[${i}]`)
  return others.reduce((chunks, create) => step(create)(chunks), step(first)(source))
}

/** A stage as a step, which says so where no processor comes of it: of braces without a return, or of an async function. */
function step(create: Stage): ReturnType<typeof through<AudioChannels, Samples[]>> {
  return through(() => {
    const processor = create() as Partial<ReturnType<Stage>> | undefined
    if (typeof processor?.process === 'function') return processor as ReturnType<Stage>
    throw new TypeError(
      'a stage must return a processor, as () => new ConvolverMatrix(…) does, got ' +
        `${describe(processor)}: await what it needs beforehand`,
    )
  })
}
