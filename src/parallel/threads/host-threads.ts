/** A worker thread of the host: of Node, or of a browser. */
export interface HostThread {
  post(message: unknown, moved: readonly ArrayBufferLike[]): void
  /** Calls `receive` with each message of the thread, and `die` when it has ended or could not start. */
  listen(receive: (message: never) => void, die: (cause: unknown) => void): void
  /** Whether the process waits for the thread. In a browser, pages do not wait. */
  hold(isNeeded: boolean): void
  end(): unknown
}

/** Starts the module at this address as a thread. */
export function startThread(module: URL): HostThread {
  const node = nodeThreads()
  return node === undefined
    ? inBrowser(new (pageWorker())(module, { type: 'module' }))
    : inNode(new node.Worker(module))
}

/** Wraps a worker of a page. It is made by the caller, as bundlers look for `new Worker(new URL(…))` in one expression. */
export function inBrowser(worker: PageWorker): HostThread {
  return {
    post: (message, moved) => worker.postMessage(message, moved),
    listen(receive, die) {
      worker.onmessage = ({ data }) => receive(data as never)
      worker.onmessageerror = () => die(new Error('a message could not be read'))
      worker.onerror = (event) => {
        event.preventDefault?.()
        die(new Error(event.message ?? 'the worker could not be loaded'))
      }
    },
    hold: () => undefined,
    end: () => worker.terminate(),
  }
}

/** Wraps a worker of Node. */
export function inNode(worker: NodeWorker): HostThread {
  return {
    post: (message, moved) => worker.postMessage(message, moved),
    listen(receive, die) {
      worker.on('message', receive as (value: unknown) => void)
      worker.on('error', die)
      worker.on('exit', (code) => die(new Error(`a thread ended with code ${String(code)}`)))
    },
    hold: (isNeeded) => (isNeeded ? worker.ref() : worker.unref()),
    end: () => worker.terminate(),
  }
}

/** Whether the host has threads. */
export function hasThreads(): boolean {
  return nodeThreads() !== undefined || host.Worker !== undefined
}

/** The number of processor cores that the host offers. */
export function coreCount(): number {
  return host.navigator?.hardwareConcurrency ?? nodeSystem()?.availableParallelism() ?? 1
}

/** The other end, in a thread. */
export interface OwnPort {
  post(message: unknown, moved: readonly ArrayBufferLike[]): void
  listen(receive: (message: never) => void): void
}

/** Returns the port of the thread that calls it to the one that has started it, or undefined outside of a thread. */
export function ownPort(): OwnPort | undefined {
  const node = nodeThreads()
  if (node !== undefined) {
    const { parentPort } = node
    if (parentPort === null) return undefined
    return {
      post: (message, moved) => parentPort.postMessage(message, moved),
      listen: (receive) => parentPort.on('message', receive as (value: unknown) => void),
    }
  }
  return {
    post: (message, moved) => host.postMessage?.(message, moved),
    listen(receive) {
      host.onmessage = ({ data }) => receive(data as never)
    },
  }
}

// What this file uses of its hosts, described here so that the package's types need neither the DOM's nor Node's.

export interface PageWorker {
  postMessage(message: unknown, moved: readonly ArrayBufferLike[]): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onmessageerror: (() => void) | null
  onerror: ((event: { readonly message?: string; preventDefault?: () => void }) => void) | null
  terminate(): void
}

export interface NodeWorker {
  postMessage(message: unknown, moved: readonly ArrayBufferLike[]): void
  on(event: string, listener: (value: unknown) => void): void
  ref(): void
  unref(): void
  terminate(): Promise<number>
}

interface NodeThreads {
  readonly Worker: new (module: URL) => NodeWorker
  readonly parentPort: {
    postMessage(message: unknown, moved: readonly ArrayBufferLike[]): void
    on(event: string, listener: (value: unknown) => void): void
  } | null
}

type PageWorkerClass = new (module: URL, options: { readonly type: 'module' }) => PageWorker

interface Host {
  readonly Worker?: PageWorkerClass
  readonly navigator?: { readonly hardwareConcurrency?: number }
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
  postMessage?(message: unknown, moved: readonly ArrayBufferLike[]): void
  onmessage?: (event: { readonly data: unknown }) => void
}

const host = globalThis as unknown as Host

/** Node's own modules, without an import that bundlers for browsers would have to resolve. */
export function nodeThreads(): NodeThreads | undefined {
  return host.process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined
}

function nodeSystem(): { availableParallelism(): number } | undefined {
  return host.process?.getBuiltinModule?.('node:os') as { availableParallelism(): number } | undefined
}

function pageWorker(): PageWorkerClass {
  if (host.Worker !== undefined) return host.Worker
  throw new Error('this host has no worker threads')
}
