// npm run docs, docs:dev and docs:preview: builds the site, or serves it. Installs what it needs at the first run.
//
// SITE_BASE=/somewhere/ npm run docs    for a host that serves it under a path
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const docs = `${root}docs`
const [command = 'build', ...rest] = process.argv.slice(2)

if (!existsSync(`${docs}/node_modules`)) run('npm', ['ci', '--prefix', docs])
// It does nothing if the binaries are those of the sources.
run('npm', ['run', 'build:wasm'])
if (!existsSync(`${root}src/audio/generated`)) run('npm', ['run', 'build:worklet'])

if (command !== 'preview') {
  const { buildPackage } = await import('./build-package.mjs')
  const { buildApi } = await import('./build-api.mjs')
  const { buildAssets } = await import('./build-assets.mjs')
  await Promise.all([buildPackage(), buildApi(), buildAssets()])
}
run(process.execPath, [`${docs}/node_modules/vitepress/bin/vitepress.js`, command, docs, ...rest])

function run(program, parameters) {
  execFileSync(program, parameters, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
}
