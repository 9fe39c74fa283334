import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Bundles the command line into out/cli, once for all tests that start processes. */
export default function bundleCli(): void {
  execFileSync(process.execPath, ['scripts/build-cli.mjs', 'out/cli'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  })
}
