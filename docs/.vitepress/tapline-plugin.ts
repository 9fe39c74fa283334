import type { Plugin } from 'vite'
import { base, root } from './paths.js'

/**
 * Resolves `tapline` and its entries. The built site holds the package once, as ES modules in `package/`, for pages, workers and the
 * editor alike. The development server uses the sources.
 */
export function taplinePlugin(): Plugin {
  let isBuild = false
  return {
    name: 'tapline-package',
    enforce: 'pre',
    configResolved({ command }) {
      isBuild = command === 'build'
    },
    resolveId(id) {
      const match = /^(tapline|rxjs)(?:\/([a-z]+))?$/.exec(id)
      if (match === null) return undefined
      const [, name, entry] = match
      const folder = id.includes('/') ? `${entry}/` : ''
      if (isBuild) {
        const file = name === 'rxjs' ? 'rxjs.js' : `${folder}index.js`
        return { id: `${base}package/${file}`, external: 'absolute' }
      }
      return name === 'rxjs' ? undefined : `${root}src/${folder}index.ts`
    },
  }
}
