/// <reference lib="esnext.disposable" preserve="true" />

/**
 * The one idea of this package: a computation over a stream, cut into chunks anyhow. It is synchronous and knows nothing
 * of observables, streams, files or clocks. Every skin (RxJS, Web Streams, Node) is generic over it.
 *
 * The results of `process` for all chunks, followed by that of `flush`, are the result for the whole input, and the same
 * bits for any chunking of it.
 */
export interface Processor<In, Out> {
  /** Takes the next chunk and returns what can be known now. What is returned is the caller's to keep. */
  process(chunk: In): Out
  /** Returns what is still owed when the input ends. Afterwards the processor is as after `reset`. */
  flush(): Out
  /** Forgets the input so far and keeps the configuration. */
  reset(): void
  /** Gives the memory back now rather than at the next garbage collection. Harmless when done twice. */
  dispose(): void
  [Symbol.dispose](): void
}
