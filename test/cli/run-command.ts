import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { run } from '../../src/cli/run.js'

/** The outcome of a command line. */
export interface CommandResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A running command line. */
export interface RunningCommand {
  readonly stdin: PassThrough
  readonly stdout: PassThrough
  /** Resolves with the next output. */
  next(): Promise<string>
  readonly result: Promise<CommandResult>
}

/** Runs a command line with this text on stdin. */
export function runCommand(
  argv: readonly string[],
  stdin: string | Uint8Array = '',
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const command = startCommand(argv, env)
  command.stdin.end(stdin)
  return command.result
}

/** Starts a command line within this process. */
export function startCommand(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const texts = { stdout: '', stderr: '' }
  stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text))
  stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text))
  const ended = async (): Promise<CommandResult> => {
    const code = await run(argv, { stdin, stdout, stderr, env })
    // The last output arrives in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve))
    return { code, ...texts }
  }
  const next = async (): Promise<string> => ((await once(stdout, 'data')) as [string])[0]
  return { stdin, stdout, next, result: ended() }
}

/** The lines of a text, as JSON. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** The rows of CSV as numbers, by the names in its header. */
export function csvRows(text: string): Record<string, number>[] {
  const [names, ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))
  return rows.map((row) => Object.fromEntries(row.map((field, i) => [names[i], Number(field)])))
}
