import { describe } from '../describe.js'
import type { AudioContextLike } from './web-audio.js'

/** A script for the audio thread. */
export interface WorkletScript {
  /** How its file in dist/audio is named. */
  readonly file: string
  readonly source: string
}

/** For each context, the scripts that it has or soon will have, by their files. */
const loaded = /* @__PURE__ */ new WeakMap<AudioContextLike, Map<string, Promise<void>>>()

const urls = /* @__PURE__ */ new Map<string, string>()

/**
 * Loads a script into a context, once. It comes from a Blob with all in it, so that there is no file to copy and nothing to fetch, in
 * whatever way the package was bundled; or from the address where a site serves the same.
 *
 * @throws Error that says what to do, if the host refuses it.
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
  // What failed may be tried again.
  loading.catch(() => scripts.delete(script.file))
  return loading
}

/** Throws unless this is an address, or none. */
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

/** Made once, and kept: a host loads a module when it pleases. */
function blobUrl({ file, source }: WorkletScript): string {
  const known = urls.get(file)
  if (known !== undefined) return known
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  urls.set(file, url)
  return url
}

function refused({ file }: WorkletScript): string {
  return (
    'the worklet could not be loaded from memory: where a Content-Security-Policy does not allow blob: in script-src, ' +
    `serve the file tapline/dist/audio/${file}, and give its address as workletUrl`
  )
}

function missing({ file }: WorkletScript, url: string | URL): string {
  return `the worklet could not be loaded from ${String(url)}: serve the file tapline/dist/audio/${file} there, as text/javascript`
}
