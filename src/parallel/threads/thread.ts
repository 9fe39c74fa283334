import { type HostThread, startThread } from './host-threads.js'

/** The functions of a thread, by name. */
export type ThreadFunctions = Readonly<Record<string, (argument: never) => unknown>>

/** A request to call a function of a thread. */
export interface Call {
  readonly name: string
  readonly argument: unknown
}

/** The result or the error of the function. Answers come in the order of the calls. */
export type Answer = { readonly value: unknown } | { readonly error: unknown }

/** A call without an answer yet. */
interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/**
 * A worker thread. You can call the functions that its module passes to `answerCalls`. A process does not wait for a thread that has
 * answered all calls.
 */
export class Thread<Functions extends ThreadFunctions> {
  readonly #thread: HostThread
  readonly #waiting: Waiting[] = []
  /** Settles with the last call. */
  #idle: Promise<unknown> = Promise.resolve()
  /** Why the thread no longer answers. */
  #death: { readonly cause: unknown } | undefined

  /** @param module The address of the module, or a thread that runs it. */
  constructor(module: URL | HostThread) {
    this.#thread = module instanceof URL ? startThread(module) : module
    this.#thread.hold(false)
    this.#thread.listen(
      (answer: Answer) => this.#receive(answer),
      (cause) => this.#die(cause),
    )
  }

  get isDead(): boolean {
    return this.#death !== undefined
  }

  /** The number of calls that have no answer yet. */
  get load(): number {
    return this.#waiting.length
  }

  /**
   * Calls wait for their turn. They fail, instead of waiting for ever, if the thread has died.
   *
   * @param moved Buffers of the argument that the thread takes over; others are copied.
   */
  call<Name extends keyof Functions & string>(
    name: Name,
    argument: Parameters<Functions[Name]>[0],
    moved: readonly ArrayBufferLike[] = [],
  ): Promise<Awaited<ReturnType<Functions[Name]>>> {
    const result = new Promise<Awaited<ReturnType<Functions[Name]>>>((resolve, reject) => {
      if (this.#death !== undefined) throw this.#death.cause
      this.#thread.post({ name, argument } satisfies Call, moved)
      this.#waiting.push({ resolve, reject })
      if (this.#waiting.length === 1) this.#thread.hold(true)
    })
    this.#idle = result.catch(() => undefined)
    return result
  }

  /** Ends the thread at once. Calls without an answer fail. */
  end(): void {
    this.#die(new Error('the thread was ended'))
    void this.#thread.end()
  }

  /** Ends the thread when it has answered all calls. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#idle
    await this.#thread.end()
  }

  #receive(answer: Answer): void {
    const waiting = this.#waiting.shift()
    if (this.#waiting.length === 0) this.#thread.hold(false)
    if ('error' in answer) waiting?.reject(answer.error)
    else waiting?.resolve(answer.value as never)
  }

  #die(cause: unknown): void {
    this.#death ??= { cause }
    for (const { reject } of this.#waiting.splice(0)) reject(cause)
  }
}
