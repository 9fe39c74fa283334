import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { root } from './paths.js'

/**
 * Redirects links to files outside of `docs/` to the pages of the site that show them, so that the same Markdown works in the
 * repository and on the site. A link to a file of `src` with the name of an item, as in `src/stream/convolver/convolver.ts#Convolver`,
 * becomes one to the item's page in the reference.
 */
export function outsideLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('outside-links', ({ tokens, env }) => {
    const { relativePath = '' } = env as { relativePath?: string }
    for (const link of tokens.flatMap(({ children }) => children ?? [])) {
      const href = link.type === 'link_open' ? link.attrGet('href') : null
      if (href !== null && !/^[a-z]+:|^[#/]/.test(href)) link.attrSet('href', pageOf(relativePath, href))
    }
  })
}

function pageOf(page: string, href: string): string {
  const [path, ...hash] = href.split('#')
  // The changelog and the README of the examples are outside of docs, but pages of the site show them.
  const from = page === 'changelog.md' ? '.' : posix.join('docs', posix.dirname(page))
  const file = posix.join(from, decodeURI(path))
  const item = /^src\/.*\.ts$/.test(file) ? pageOfItem(file, hash.join('#')) : undefined
  if (item !== undefined) return item
  const target = shownBy(file)
  return target === undefined ? href : [target, ...hash].join('#')
}

function shownBy(file: string): string | undefined {
  const example = /^examples\/(?:\w[\w-]*\/)*([\w-]+)\.ts$/.exec(file)
  if (example !== null) return `/gallery/${example[1]}`
  if (file.startsWith('examples/many-machines/')) return '/gallery/mqtt-bridge'
  if (/^examples\/(README\.md)?$/.test(file)) return '/gallery/'
  if (/^bench\/(RESULTS|README|ACCURACY)\.md$/.test(file)) return '/benchmarks/'
  if (file === 'CHANGELOG.md') return '/changelog'
  return /^docs\/.*\.md$/.test(file)
    ? `/${file.slice('docs/'.length).replace(/(?:(?<=\/)index)?\.md$/, '')}`
    : undefined
}

const ENTRIES = ['rx', 'image', 'layers', 'format', 'web', 'node', 'audio', 'nats']
const KINDS = ['classes', 'functions', 'variables', 'interfaces', 'type-aliases']

/** The page of what a file of `src` exports under a name, once the reference is written. */
function pageOfItem(file: string, name: string): string {
  const floor = file.split('/')[1]
  const entry = ENTRIES.includes(floor) ? `tapline/${floor}` : 'tapline'
  const pages = KINDS.map((kind) => `/api/${entry}/${kind}/${name}`)
  const page = pages.find((path) => existsSync(`${root}docs${path}.md`))
  if (page === undefined)
    throw new Error(`the reference has no page of ${name}, to which a link leads: ${file}`)
  return page
}
