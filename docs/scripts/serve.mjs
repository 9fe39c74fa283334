// Serves the built site as any static host does: gzipped, `/page` from page.html.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'

export const dist = fileURLToPath(new URL('../.vitepress/dist/', import.meta.url))

const types = {
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
const isCompressible = (type) => !/^(audio|image\/(?!svg))/.test(type)

/** Serves the site on a free port of this machine, under a path; resolves to its address and to what ends it. */
export async function serveSite(base = '/') {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const file = pathname.startsWith(base) ? fileOf(pathname.slice(base.length)) : undefined
    response.statusCode = file === undefined ? 404 : 200
    const type = types[extname(file ?? '.html')] ?? 'application/octet-stream'
    response.setHeader('content-type', type)
    if (file === undefined) return response.end('not found')
    if (!isCompressible(type)) return createReadStream(file).pipe(response)
    response.setHeader('content-encoding', 'gzip')
    createReadStream(file).pipe(createGzip()).pipe(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${server.address().port}${base}`, close }
}

function fileOf(path) {
  const wanted = join(dist, normalize(decodeURIComponent(path)))
  const candidates = [wanted, `${wanted}.html`, join(wanted, 'index.html')]
  return candidates.find((file) => file.startsWith(dist) && existsSync(file) && statSync(file).isFile())
}
