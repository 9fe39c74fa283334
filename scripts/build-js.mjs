// Bundles the entries of the package: `node scripts/build-js.mjs [folder]` writes to the folder, or to dist.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const FACES = ['rx', 'image', 'layers', 'node', 'audio', 'nats', 'format', 'web', 'parallel']
// The worker is loaded by its address.
const ENTRIES = ['index', ...FACES.map((face) => `${face}/index`), 'parallel/worker']
const root = fileURLToPath(new URL('..', import.meta.url))

/** What `tapline` itself reaches is in one file, `core.js`: Node spends about a millisecond on each file that it loads. */
const core = new Set()
const findCore = {
  name: 'find-core',
  buildEnd() {
    const visit = (id) => {
      const isOwn = id.startsWith(root) && !core.has(id)
      if (!isOwn) return
      core.add(id)
      this.getModuleInfo(id)?.importedIds.forEach(visit)
    }
    visit(fileURLToPath(new URL('../src/index.ts', import.meta.url)))
  },
}

const build = await rolldown({
  cwd: root,
  input: Object.fromEntries(ENTRIES.map((entry) => [entry, `src/${entry}.ts`])),
  // All packages but the helpers for syntax that is newer than the target.
  external: /^(?!@oxc-project\/)[^./\0]/,
  platform: 'neutral',
  transform: { target: 'es2022' },
  plugins: [findCore],
})
await build.write({
  dir: process.argv[2] ?? 'dist',
  format: 'esm',
  sourcemap: true,
  comments: { legal: true, annotation: true, jsdoc: false },
  minifyInternalExports: false,
  chunkFileNames: '[name].js',
  codeSplitting: { groups: [{ name: 'core', test: (id) => core.has(id) }] },
})
await build.close()
