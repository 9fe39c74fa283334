// Packs the package, installs it in a throw-away project for each host, and runs the smoke test there: `npm run check:hosts`, or with a
// part of a host's name, `npm run check:hosts -- Deno`. Everything comes from the npm registry. It takes some minutes, and is not part of
// `npm test`.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hosts } from './hosts/table.mjs'

const repository = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tapline-hosts-'))
const wanted = process.argv.slice(2).map((name) => name.toLowerCase())
const chosen = hosts.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part)),
)
if (chosen.length === 0)
  throw new Error(`no such host: the hosts are ${hosts.map(({ name }) => name).join('; ')}`)

const tarball = join(
  folder,
  execute(repository, ['npm', 'pack', '--silent', '--pack-destination', folder]).trim().split('\n').at(-1),
)
const failures = chosen.filter((host) => !isFine(host))
rmSync(folder, { recursive: true, force: true })
console.log(`${chosen.length - failures.length} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

function isFine(host) {
  const project = mkdtempSync(join(folder, 'project-'))
  try {
    prepare(project, host)
    let said = ''
    for (const command of host.run) said = execute(project, command)
    if (!said.includes('tapline works')) throw new Error(`it said: ${said}`)
    console.log(`ok    ${host.name}`)
    return true
  } catch (error) {
    console.log(`FAIL  ${host.name}\n${indented(`${error.stdout ?? ''}${error.stderr ?? error.message}`)}`)
    return false
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

function prepare(project, { files, packages, installedBy }) {
  cpSync(join(repository, 'scripts/hosts/smoke.mjs'), join(project, 'smoke.mjs'))
  const manifest = { name: 'throw-away', private: true, type: 'module', ...files['package.json'] }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  for (const [path, text] of Object.entries(files)) {
    if (path === 'package.json') continue
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  const own = installedBy === undefined ? [tarball, 'rxjs', ...packages] : installedBy.packages
  // An installation that runs scripts is asked for by hosts that are binaries.
  execute(project, ['npm', 'install', '--no-audit', '--no-fund', '--silent', ...own])
  if (installedBy !== undefined) execute(project, [...installedBy.command, tarball, 'rxjs'])
}

function execute(cwd, [command, ...args]) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  })
}

function indented(text) {
  return text
    .trim()
    .split('\n')
    .slice(-12)
    .map((line) => `      ${line}`)
    .join('\n')
}
