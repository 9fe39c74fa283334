import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { buildReport } from './site-built.js'

/** Starts the build of the site. Tests of the site wait for it with `siteBuilt`; other tests need not wait. */
export default function buildSite(): () => void {
  rmSync(buildReport, { force: true })
  const build = spawn(process.execPath, ['docs/scripts/docs.mjs', 'build'], {
    env: { ...process.env, SITE_BASE: '' },
  })
  let said = ''
  for (const output of [build.stdout, build.stderr])
    output.on('data', (text: Buffer) => (said += text.toString()))
  build.on('close', (code) => writeFileSync(buildReport, JSON.stringify({ code, said })))
  return () => build.kill()
}
