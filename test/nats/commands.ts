import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type CommandResult, runCommand } from '../cli/run-command.js'

/** Bundled once for all tests that start processes. */
const main = fileURLToPath(new URL('../../out/cli/main.js', import.meta.url))

/** A command in its own process, and its output so far. */
export interface StartedCommand {
  readonly child: ChildProcessWithoutNullStreams
  readonly said: { stdout: string; stderr: string }
  /** The exit code, when it has ended. */
  readonly ended: Promise<number | null>
}

/** Commands of the command line in a folder, with additional environment variables. */
export class Commands {
  readonly #cwd: string
  readonly #env: Readonly<Record<string, string>>
  readonly #home = process.cwd()

  /** Makes the folder that of this process until `leave`. */
  constructor(cwd: string, env: Readonly<Record<string, string>>) {
    this.#cwd = cwd
    this.#env = env
    process.chdir(cwd)
  }

  /** Starts a command in its own process. */
  start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): StartedCommand {
    const child = spawn(process.execPath, [main, ...argv], {
      cwd: this.#cwd,
      env: { ...process.env, ...this.#env, ...env },
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
    return { child, said, ended }
  }

  /** Runs a command in this process, which is sooner done. */
  run(argv: readonly string[]): Promise<CommandResult> {
    return runCommand(argv, '', this.#env)
  }

  leave(): void {
    process.chdir(this.#home)
  }
}
