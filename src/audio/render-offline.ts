import { describe } from '../describe.js'
import { requireFunction } from '../require.js'
import type { Samples, SignalLike } from '../samples.js'
import type { Processor } from '../stream/processor.js'
import { through } from '../stream/through.js'

/** A chunk of several channels: one array per channel, all of the same length. */
export type AudioChannels = readonly SignalLike[]

/** Makes a processor of multichannel chunks, such as a `ConvolverMatrix`. */
export type Stage = () => Processor<AudioChannels, Samples[]>

/**
 * Renders a recording of any length through a chain of processors, without holding it in memory. It takes a chunk whenever a result
 * is requested, yields the outputs, and finally the tails. An hour needs no more memory than a second.
 *
 * The concatenated results are those of all stages with all tails. A chain of convolvers gives as many samples as the input plus,
 * for each response, its length minus 1. The results have the same bits for any chunking.
 *
 * The chain consists of processors, not of Web Audio nodes: an OfflineAudioContext keeps its whole result in memory, and cannot
 * continue where another one ended.
 *
 * To stop early, leave the loop, or end or abort the source. A synchronous source (an array, a plain generator) is rendered in one
 * go, during which no timers or events run. If they must, await a turn of the event loop in the loop from time to time.
 *
 * @param source The chunks: an array, a generator, a stream, or any other iterable or async iterable.
 * @param first Makes the first processor. It is called when the first result is requested. The processor is disposed of at the end,
 *   also if the source or a processor fails, or if the reader stops early.
 * @param others Make the processors that follow it.
 * @throws TypeError if the source is not iterable, or a stage is not a function. While results are read: TypeError if a stage does
 *   not return a processor, and whatever the source or a processor throws.
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

/**
 * Wraps a stage so that it throws a helpful error if it does not return a processor: for braces without a return, or for an async
 * function.
 */
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
