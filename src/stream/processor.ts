/// <reference lib="esnext.disposable" preserve="true" />

/**
 * The central idea of this package: a computation over a stream that may be cut into chunks anywhere. It is synchronous and knows
 * nothing of observables, streams, files or clocks. Every skin (RxJS, Web Streams, Node) is generic over it.
 *
 * The results of `process` for all chunks, followed by that of `flush`, are the result for the whole input, with the same bits for
 * any chunking.
 */
export interface Processor<In, Out> {
  /** Takes the next chunk and returns the results that are then known. You may keep them. */
  process(chunk: In): Out
  /** Returns the remaining results at the end of the input. Afterwards the processor is as after `reset`. */
  flush(): Out
  /** Forgets the input so far and keeps the configuration. */
  reset(): void
  /** Frees the memory now rather than at the next garbage collection. Harmless when called twice. */
  dispose(): void
  [Symbol.dispose](): void
}
