// One host: a throw-away project with the packed package in it, and the smoke test there.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Returns the error of a host, or undefined if it passes. The project is made in `folder`, and removed afterwards. */
export function checkHost(host, tarball, folder) {
  const project = mkdtempSync(join(folder, 'project-'))
  try {
    prepare(project, host, tarball)
    const said = host.run.map((command) => execute(project, command)).at(-1)
    return said.includes('tapline works') ? undefined : `it said: ${said}`
  } catch (error) {
    return `${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

function prepare(project, { files, packages, installer }, tarball) {
  cpSync(fileURLToPath(new URL('smoke.mjs', import.meta.url)), join(project, 'smoke.mjs'))
  const manifest = { name: 'throw-away', private: true, type: 'module', ...files['package.json'] }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  for (const [path, text] of Object.entries(files)) {
    if (path === 'package.json') continue
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  const npm = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  if (installer === undefined) execute(project, [...npm, tarball, 'rxjs', ...packages])
  else {
    // Another installer comes from npm, into its own folder.
    execute(project, [...npm, '--prefix', 'installer', installer.package])
    execute(project, [
      join(project, 'installer/node_modules/.bin', installer.command),
      'add',
      tarball,
      'rxjs',
    ])
  }
}

function execute(cwd, [command, ...args]) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 600_000,
    env: { ...process.env, CI: '1', NEXT_TELEMETRY_DISABLED: '1' },
  })
}
