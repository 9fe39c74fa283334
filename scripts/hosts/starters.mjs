// The starters of examples/starters, each as its user gets it, with the packed package.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const starters = new URL('../../examples/starters/', import.meta.url)
const chromium = JSON.stringify(fileURLToPath(new URL('chromium.mjs', import.meta.url)))
const cdn = JSON.stringify(fileURLToPath(new URL('cdn.mjs', import.meta.url)))

/** The files of a starter, but for its package.json, whose versions the check chooses. */
function filesOf(name) {
  const folder = new URL(`${name}/`, starters)
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const within = paths.map((entry) => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(folder).length))
  const kept = within.map((path) => path.replace(/^\//, '')).filter((path) => path !== 'package.json')
  return Object.fromEntries(kept.map((path) => [path, readFileSync(new URL(path, folder), 'utf8')]))
}

/** The cells of the notebook, one after the other, as Deno's kernel runs them. */
function cellsOf(notebook) {
  const { cells } = JSON.parse(notebook)
  return cells.flatMap(({ cell_type, source }) => (cell_type === 'code' ? [source.join('')] : [])).join('\n')
}

export const starterHosts = [
  {
    name: 'Starter, Vite',
    packages: ['vite@7', 'typescript@5.9'],
    files: {
      ...filesOf('vite'),
      'preview.mjs': `import { preview } from 'vite'
import { titleOf } from ${chromium}
const server = await preview({ logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } })
console.log(await titleOf(server.resolvedUrls.local[0]))
process.exit()\n`,
    },
    run: [['node_modules/.bin/tsc'], ['node_modules/.bin/vite', 'build'], ['node', 'preview.mjs']],
  },
  {
    name: 'Starter, a page with an import map, from a CDN',
    packages: ['esbuild'],
    files: {
      ...filesOf('page'),
      'cdn.mjs': `import { serveAsCdn } from ${cdn}
import { titleOf } from ${chromium}
const { url, close } = await serveAsCdn(process.cwd())
console.log(await titleOf(url))
close()\n`,
    },
    run: [['node', 'cdn.mjs']],
  },
  { name: 'Starter, Node', packages: [], files: filesOf('node'), run: [['node', 'main.mjs']] },
  {
    name: 'Starter, Deno notebook',
    packages: ['deno'],
    // The package is that of the project, not that of the registry.
    files: { 'cells.ts': cellsOf(filesOf('deno')['readings.ipynb']).replace("'npm:tapline'", "'tapline'") },
    run: [['node_modules/.bin/deno', 'run', '--no-prompt', '--node-modules-dir=manual', 'cells.ts']],
  },
]
