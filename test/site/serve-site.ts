import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'

/** Where the built site is. */
export const dist = fileURLToPath(new URL('../../docs/.vitepress/dist/', import.meta.url))

const TYPES: Readonly<Record<string, string | undefined>> = {
  '.css': 'text/css',
  '.flac': 'audio/flac',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
}

/** Serves the built site as any static host does: compressed, and `/page` from page.html. */
export async function serveSite(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const file = fileOf(new URL(request.url ?? '', 'http://localhost').pathname)
    response.statusCode = file === undefined ? 404 : 200
    const type = TYPES[extname(file ?? '.html')] ?? 'application/octet-stream'
    response.setHeader('content-type', type)
    if (file === undefined) response.end('not found')
    else if (/^audio|^image\/(?!svg)/.test(type)) createReadStream(file).pipe(response)
    else {
      response.setHeader('content-encoding', 'gzip')
      createReadStream(file).pipe(createGzip()).pipe(response)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close }
}

function fileOf(path: string): string | undefined {
  const wanted = join(dist, normalize(decodeURIComponent(path)))
  const candidates = [wanted, `${wanted}.html`, join(wanted, 'index.html')]
  return candidates.find((file) => file.startsWith(dist) && existsSync(file) && statSync(file).isFile())
}
