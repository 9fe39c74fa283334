import { readdirSync } from 'node:fs'
import { dist } from './serve-site.js'

/** The paths of all pages of the built site. */
export function allPages(): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .map((file) => file.replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, ''))
    .sort()
}

/** All pages except that the reference is represented by one page of each kind. */
export function differentPages(): string[] {
  const kinds = new Set<string>()
  return allPages().filter((path) => {
    if (!path.startsWith('api/')) return true
    const kind = /[\w-]*$/.exec(path.replace(/\/[\w-]*$/, ''))?.[0] ?? ''
    return !kinds.has(kind) && kinds.add(kind)
  })
}
