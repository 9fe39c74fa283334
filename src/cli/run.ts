import { CommanderError } from 'commander'
import { commands } from './commands.js'
import { UsageError } from './errors.js'
import { colored, type Io, isClosedPipe, say } from './io.js'
import { messageOf } from './message-of.js'
import { makeProgram } from './program.js'

/** How a run ended, as the shell is told. */
export const exitCodes = { done: 0, input: 1, usage: 2 } as const

/**
 * Runs a command line, and returns its exit code. Nothing is thrown but what is a mistake of ours.
 *
 * @param argv The arguments behind `tapline`.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  // A closed pipe fails a write, and is noticed there; of the help, which is the last thing that is written, nobody needs to know.
  io.stdout.on('error', () => undefined)
  try {
    const program = await makeProgram(io, neededBy(argv))
    if (argv.length === 0) program.help()
    await program.parseAsync(argv, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    return explain(error, argv, io)
  }
}

/** The commands whose code must be loaded: the one that is asked for, and all for their completion. */
function neededBy(argv: readonly string[]): string[] {
  const names = commands.map(({ name }) => name)
  return argv[0] === 'completion' ? names : names.filter((name) => argv.includes(name))
}

function explain(error: unknown, argv: readonly string[], io: Io): number {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done
  // Who reads no further is served: `tapline ... | head`.
  if (isClosedPipe(error)) return exitCodes.done
  const message = messageOf(error)
  if (message === undefined) throw error
  const isUsage = error instanceof CommanderError || error instanceof UsageError
  const remedy = isUsage ? `: see ${helpOf(argv)}` : ''
  say(io, `${colored(io, 31, 'tapline:')} ${message}${remedy}`)
  return isUsage ? exitCodes.usage : exitCodes.input
}

function helpOf(argv: readonly string[]): string {
  const command = commands.find(({ name }) => name === argv[0])
  return command === undefined ? 'tapline --help' : `tapline ${command.name} --help`
}
