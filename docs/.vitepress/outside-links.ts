import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

/**
 * Redirects links to files outside of `docs/` to the pages of the site that show them, so that the same Markdown works in the
 * repository and on the site.
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
