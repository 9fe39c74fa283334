import { readdirSync } from 'node:fs'
import { dist } from './serve.mjs'

/** The paths of all pages of the built site; of the reference only the first of each folder, unless `all`. */
export function pagesOf(all = false) {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .sort()
  const folders = new Set()
  const kept = files.filter((file) => {
    const folder = file.slice(0, file.lastIndexOf('/'))
    if (all || !file.startsWith('api/') || !folders.has(folder)) return folders.add(folder)
    return false
  })
  return kept.map((file) => file.replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, ''))
}
