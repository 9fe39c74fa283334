import { createProcessor } from '../stream/create-processor.js'
import { isEmpty } from '../stream/is-empty.js'
import type { Processor } from '../stream/processor.js'

/**
 * Turns a processor into a Web stream: every chunk goes through `process`, and `flush` runs at the end.
 *
 * A chunk is taken only after the results of the previous one were read, so with a slow consumer, one chunk waits on each side. The
 * processor is disposed of when the stream ends, fails, is aborted or cancelled, or when the processor throws (which fails both
 * sides). Empty results are dropped.
 *
 * @param create Makes the processor. Called at once, so that errors in its arguments are thrown here.
 * @throws TypeError if `create` is not a function, or does not return a processor.
 * @example
 * const source = new ReadableStream({
 *   start(controller) {
 *     controller.enqueue([4, 0, 0])
 *     controller.close()
 *   },
 * })
 * const results = []
 * for await (const chunk of source.pipeThrough(through(() => new Convolver([0.25, 0.5])))) results.push(chunk)
 * results // [Float64Array [1, 2, 0], Float64Array [0]]
 */
export function through<In, Out>(create: () => Processor<In, Out>): TransformStream<In, Out> {
  const ends = new Ends<In, Out>(createProcessor(create))
  return { readable: ends.readable, writable: ends.writable }
}

/**
 * The two sides. The host's `TransformStream` is not used because in many hosts its transformer is not notified when the stream is
 * aborted or cancelled, so the memory would be freed only by the garbage collector.
 */
class Ends<In, Out> {
  readonly readable: ReadableStream<Out>
  readonly writable: WritableStream<In>
  readonly #processor: Processor<In, Out>
  #out!: ReadableStreamDefaultController<Out>
  #in!: WritableStreamDefaultController
  #isOpen = true
  /** Whether a reader waits for a result, and what to do when one does or when the stream is over. */
  #isWanted = false
  #wake: () => void = () => undefined

  constructor(processor: Processor<In, Out>) {
    this.#processor = processor
    this.readable = new ReadableStream<Out>(
      {
        start: (controller) => void (this.#out = controller),
        pull: () => this.#want(),
        cancel: (reason: unknown) => this.#end(() => this.#in.error(reason)),
      },
      // Nothing is computed before it is requested.
      { highWaterMark: 0 },
    )
    this.writable = new WritableStream<In>({
      start: (controller) => this.#start(controller),
      write: (chunk) => this.#write(chunk),
      close: () => this.#close(),
    })
  }

  #start(controller: WritableStreamDefaultController): void {
    this.#in = controller
    // Not in `abort` of the sink, which is called only after the write in progress, and that may wait.
    const { signal } = controller as typeof controller & { readonly signal: AbortSignal }
    signal.addEventListener('abort', () => this.#end(() => this.#out.error(signal.reason)))
  }

  #want(): void {
    this.#isWanted = true
    this.#wake()
  }

  async #write(chunk: In): Promise<void> {
    if (!this.#isWanted) await new Promise<void>((resolve) => (this.#wake = resolve))
    if (this.#isOpen) this.#hand(() => this.#processor.process(chunk))
  }

  #close(): void {
    this.#hand(() => this.#processor.flush())
    this.#end(() => this.#out.close())
  }

  #hand(compute: () => Out): void {
    try {
      const result = compute()
      if (isEmpty(result)) return
      // Before the call, because the call itself may request more.
      this.#isWanted = false
      this.#out.enqueue(result)
    } catch (error) {
      this.#end(() => this.#out.error(error))
      throw error
    }
  }

  #end(tellOther: () => void): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#processor.dispose()
    tellOther()
    this.#wake()
  }
}
