import { describe } from '../describe.js'
import {
  type HostThread,
  inBrowser,
  inNode,
  nodeThreads,
  type PageWorker,
  startThread,
} from './threads/host-threads.js'

// Bundlers look for this expression in the published code, and the name is that of the global.
declare const Worker: new (module: URL, options: { readonly type: 'module' }) => PageWorker

let given: URL | undefined

/**
 * Sets the address of the module that threads run, `tapline/parallel-worker.js`. Call it before the first computation, and only if the module
 * is not found automatically: if your bundler, such as esbuild, does not recognize `new Worker(new URL(…, import.meta.url))`, or if your
 * site serves it from another place.
 *
 * @param url The address: absolute, or relative to the page.
 * @throws TypeError if it is not a URL.
 * @example
 * setWorkerUrl('https://example.com/assets/parallel-worker.js')
 */
export function setWorkerUrl(url: string | URL): void {
  if (typeof url !== 'string' && !(url instanceof URL)) {
    throw new TypeError(`url must be a string or a URL, got ${describe(url)}`)
  }
  const { location } = globalThis as { readonly location?: { readonly href: string } }
  try {
    given = new URL(url, location?.href)
  } catch (cause) {
    throw new TypeError(`url must be an address, got ${describe(url)}: pass an absolute URL`, { cause })
  }
}

/** Starts a thread that runs the worker of this folder. */
export function startWorker(): HostThread {
  if (given !== undefined) return startThread(given)
  const node = nodeThreads()
  return node === undefined
    ? inBrowser(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }))
    : inNode(new node.Worker(new URL('./worker.js', import.meta.url)))
}
