// Packs the package, installs it in a throw-away project for each host, and runs the smoke test there: `npm run check:hosts`, or with
// parts of hosts' names, `npm run check:hosts -- Deno Bun`. Everything comes from the npm registry; the browser hosts need a Chromium.
// It takes some minutes, and is not part of `npm test`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { browserHosts } from './hosts/browser-hosts.mjs'
import { checkHost } from './hosts/check-host.mjs'
import { starterHosts } from './hosts/starters.mjs'
import { hosts } from './hosts/table.mjs'

const all = [...hosts, ...browserHosts, ...starterHosts]
const wanted = process.argv.slice(2).map((name) => name.toLowerCase())
const chosen = all.filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part)),
)
if (chosen.length === 0)
  throw new Error(`no such host: the hosts are ${all.map(({ name }) => name).join('; ')}`)

const folder = mkdtempSync(join(tmpdir(), 'tapline-hosts-'))
const tarball = join(folder, pack())
let failures = 0
for (const host of chosen) {
  const fault = checkHost(host, tarball, folder)
  if (fault !== undefined) failures++
  console.log(fault === undefined ? `ok    ${host.name}` : `FAIL  ${host.name}\n${indented(fault)}`)
}
rmSync(folder, { recursive: true, force: true })
console.log(`${chosen.length - failures} passed, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1

function pack() {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const said = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd,
    encoding: 'utf8',
  })
  return said.trim().split('\n').at(-1)
}

function indented(text) {
  return text
    .trim()
    .split('\n')
    .slice(0, 40)
    .map((line) => `      ${line}`)
    .join('\n')
}
