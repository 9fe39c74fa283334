import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Runs an ES module, given as text, in a separate process: this Node, without tsx, where the built package can be imported by name.
 * Returns the JSON that it prints.
 */
export function runModule(text: string, nodeOptions: readonly string[] = []): unknown {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...nodeOptions, '--input-type=module', '--eval', text],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  )
  if (status !== 0) throw new Error(`a process of the benchmark failed:\n${stderr}`)
  return JSON.parse(stdout)
}
