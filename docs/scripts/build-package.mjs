// Writes the package as ES modules to docs/public/package: pages, workers and the playground's editor import it from there. It is what
// `npm run build` makes, minified, with RxJS beside it.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const outdir = fileURLToPath(new URL('../public/package', import.meta.url))
// The other entries are for Node.
const entries = ['', 'rx/', 'image/', 'layers/', 'format/', 'web/', 'audio/']

export async function buildPackage() {
  rmSync(outdir, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: {
      ...Object.fromEntries(entries.map((entry) => [`${entry}index`, `src/${entry}index.ts`])),
      rxjs: 'rxjs',
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    keepNames: true,
    outdir,
    logLevel: 'warning',
  })
}
