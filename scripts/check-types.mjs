// Checks the published types as users see them who have the DOM, or Node, or neither.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const tsc = fileURLToPath(new URL('../node_modules/typescript-7/bin/tsc', import.meta.url))
for (const user of ['core', 'web', 'node']) {
  const project = fileURLToPath(new URL(`consumer/${user}.json`, import.meta.url))
  execFileSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' })
}
