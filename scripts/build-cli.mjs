// Bundles the command line into dist/cli, with the packages that it uses (so that users install none), and writes their licenses
// beside it. Optional peers stay outside.
//
//   node scripts/build-cli.mjs [FOLDER]
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const outdir = process.argv[2] ?? 'dist/cli' // two below package.json, from which the version is read

rmSync(outdir, { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: {
    main: 'src/cli/main.ts',
    'command-thread': 'src/cli/command-thread.ts',
    'file-thread': 'src/cli/convolve/file-thread.ts',
    worker: 'src/parallel/worker.ts',
  },
  bundle: true,
  // Minified so that it starts faster; names stay, for messages about bugs.
  minifyWhitespace: true,
  minifySyntax: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outdir,
  external: [
    ...['rxjs', 'sharp', 'node-web-audio-api', 'music-metadata', 'vega', 'vega-lite', '@nats-io/*'],
    ...['@wasm-audio-decoders/*', 'mpg123-decoder', 'ogg-opus-decoder'],
  ],
  // CommonJS packages find these there.
  banner: {
    js: [
      "import { createRequire as createRequireForBundle } from 'node:module'",
      'const require = createRequireForBundle(import.meta.url)',
    ].join('\n'),
  },
  metafile: true,
  logLevel: 'warning',
})

const packages = new Set(
  Object.keys(metafile.inputs).flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  ),
)
const notices = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const file = ['LICENSE', 'LICENSE.md', 'license', 'LICENSE-MIT.txt']
    .map((f) => `${folder}/${f}`)
    .find(existsSync)
  if (file === undefined) throw new Error(`${folder} has no licence file: look for it, and name it here`)
  return `${name} ${version} (${license})\n\n${readFileSync(file, 'utf8').trim()}\n`
})
writeFileSync(`${outdir}/LICENSES.txt`, notices.join(`\n${'-'.repeat(80)}\n\n`))
