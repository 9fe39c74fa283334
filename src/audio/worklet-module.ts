import { workletSource } from './generated/worklet.js'
import type { AudioContextLike } from './web-audio.js'

/** The contexts that have the processors, or soon will. */
const loaded = /* @__PURE__ */ new WeakMap<AudioContextLike, Promise<void>>()

let url: string | undefined

/**
 * Loads the processors into a context, once. They come from a Blob with all in it: there is no file to copy and nothing to fetch,
 * in whatever way the package was bundled.
 */
export function loadWorklet(context: AudioContextLike): Promise<void> {
  const known = loaded.get(context)
  if (known !== undefined) return known
  const loading = context.audioWorklet.addModule(workletUrl())
  loaded.set(context, loading)
  // What failed may be tried again.
  loading.catch(() => loaded.delete(context))
  return loading
}

/** Made once, and kept: a host loads a module when it pleases. */
function workletUrl(): string {
  return (url ??= URL.createObjectURL(new Blob([workletSource], { type: 'text/javascript' })))
}
