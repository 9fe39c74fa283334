import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Bundled once for all tests that start processes. */
const main = fileURLToPath(new URL('../../out/cli/main.js', import.meta.url))

/** The output of a command, and its exit code. */
export interface Said {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command of the command line in its own process. */
export async function runCli(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { cwd, input = '' }: { readonly cwd?: string; readonly input?: string } = {},
): Promise<Said> {
  const child = spawn(process.execPath, [main, ...argv], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return { code, ...said }
}
