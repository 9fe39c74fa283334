import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { allPages } from './pages.js'
import { dist } from './serve-site.js'
import { siteBuilt } from './site-built.js'

beforeAll(siteBuilt, 600_000)

test('Every link leads to an existing page or file of the site, and to an existing anchor', () => {
  const pages = new Map(allPages().map((path) => [`/${path}`, readFileSync(fileOf(path), 'utf8')]))
  expect(pages.size).toBeGreaterThan(100)
  const places = new Map(Array.from(pages, ([path, html]) => [path, idsOf(html)]))
  const broken: string[] = []
  for (const [path, html] of pages) {
    for (const href of new Set(linksOf(html))) {
      const { pathname, hash } = new URL(href, `http://site${path}`)
      const ids = places.get(pathname)
      const isThere =
        ids === undefined
          ? existsSync(join(dist, pathname))
          : hash === '' || ids.has(decodeURIComponent(hash.slice(1)))
      if (!isThere) broken.push(`${path}: ${href}`)
    }
  }
  expect(broken).toEqual([])
})

test('No page makes requests to other hosts', () => {
  const asked = allPages().flatMap((path) => {
    const html = readFileSync(fileOf(path), 'utf8')
    return Array.from(
      html.matchAll(/<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)="((?:https?:)?\/\/[^"]*)"/g),
      ([, url]) => `${path}: ${url}`,
    )
  })
  expect(asked).toEqual([])
})

function fileOf(path: string): string {
  return join(dist, path.endsWith('/') || path === '' ? `${path}index.html` : `${path}.html`)
}

function linksOf(html: string): string[] {
  const found = Array.from(html.matchAll(/\b(?:href|src)="([^"]+)"/g), ([, link]) =>
    link.replaceAll('&amp;', '&'),
  )
  return found.filter((link) => !/^(?:[a-z]+:|\/\/)/.test(link))
}

function idsOf(html: string): Set<string> {
  return new Set(Array.from(html.matchAll(/\bid="([^"]+)"/g), ([, id]) => id))
}
