// Serves the packages that are installed in a folder as a CDN of ES modules does (esm.sh and its like): /NAME@VERSION/ENTRY is that entry
// of the package, bundled into one module, in which other packages are imported from the CDN as well.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Serves `index.html` of the folder, with the addresses of esm.sh led here, and the packages. */
export async function serveAsCdn(folder) {
  const { build } = await import(pathToFileURL(createRequire(join(folder, 'x.js')).resolve('esbuild')).href)
  const server = createServer(async ({ url }, response) => {
    const [, name, entry = ''] = /^\/([a-z]+)@[\d.]+(\/[\w/]+)?$/.exec(url) ?? []
    response.setHeader('content-type', name === undefined ? 'text/html' : 'text/javascript')
    if (name !== undefined) response.end(await moduleOf(build, folder, name, name + entry))
    else response.end(readFileSync(join(folder, 'index.html'), 'utf8').replaceAll('https://esm.sh/', '/'))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => (server.closeAllConnections(), server.close()),
  }
}

async function moduleOf(build, folder, name, specifier) {
  const others = {
    name: 'others-from-the-cdn',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^[a-z@]/ }, ({ path, kind }) =>
        kind === 'entry-point' || path.split('/')[0] === name
          ? undefined
          : { path: `/${path}@7.8.2`, external: true },
      ),
  }
  const { outputFiles } = await build({
    entryPoints: [specifier],
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'error',
    plugins: name === 'rxjs' ? [] : [others],
  })
  return outputFiles[0].text
}
