import { describe } from '../describe.js'
import type { AudioContextLike } from './web-audio.js'

/** A script for the audio thread. */
export interface WorkletScript {
  /** The name of its file in dist/audio. */
  readonly file: string
  readonly source: string
}

/** For each context, the scripts that it has loaded or is loading, by file. */
const loaded = /* @__PURE__ */ new WeakMap<AudioContextLike, Map<string, Promise<void>>>()

const urls = /* @__PURE__ */ new Map<string, string>()

/**
 * Loads a script into a context, once. The script comes from a Blob, so that there is no file to copy and nothing to fetch, however
 * the package was bundled, or from the URL where a site serves it.
 *
 * @throws Error with a remedy, if the host refuses it.
 */
export function loadWorklet(
  context: AudioContextLike,
  script: WorkletScript,
  url: string | URL | undefined,
): Promise<void> {
  const scripts = loaded.get(context) ?? new Map<string, Promise<void>>()
  loaded.set(context, scripts)
  const known = scripts.get(script.file)
  if (known !== undefined) return known
  const loading = add(context, script, url)
  scripts.set(script.file, loading)
  // A load that failed may be tried again.
  loading.catch(() => scripts.delete(script.file))
  return loading
}

/** Throws unless this is a URL or undefined. */
export function requireWorkletUrl(url: unknown): void {
  if (url === undefined || typeof url === 'string' || Object.prototype.toString.call(url) === '[object URL]')
    return
  throw new TypeError(`workletUrl must be a string or a URL, got ${describe(url)}`)
}

async function add(
  context: AudioContextLike,
  script: WorkletScript,
  url: string | URL | undefined,
): Promise<void> {
  try {
    await context.audioWorklet.addModule(url === undefined ? blobUrl(script) : String(url))
  } catch (cause) {
    throw new Error(url === undefined ? refused(script) : missing(script, url), { cause })
  }
}

/** Made once and kept, because a host may load a module at any later time. */
function blobUrl({ file, source }: WorkletScript): string {
  const known = urls.get(file)
  if (known !== undefined) return known
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  urls.set(file, url)
  return url
}

function refused({ file }: WorkletScript): string {
  return (
    'the worklet could not be loaded from memory: if a Content-Security-Policy does not allow blob: in script-src, ' +
    `serve the file tapline/dist/audio/${file}, and pass its URL as workletUrl`
  )
}

function missing({ file }: WorkletScript, url: string | URL): string {
  return `the worklet could not be loaded from ${String(url)}: serve the file tapline/dist/audio/${file} there, as text/javascript`
}
