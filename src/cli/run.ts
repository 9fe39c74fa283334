import { CommanderError } from 'commander'
import { commands } from './commands.js'
import { UsageError } from './terminal/errors.js'
import { type Io, isClosedPipe, sayError, tellFaults, writeOut } from './terminal/io.js'
import { messageOf } from './terminal/message-of.js'
import { wrapParagraphs } from './terminal/wrap-paragraphs.js'
import { HELP_WIDTH, makeProgram } from './program.js'
import { nearestName } from '../nearest-name.js'
import { shown } from '../shown.js'

/** The exit codes of a run. */
export const exitCodes = { done: 0, input: 1, usage: 2 } as const

/**
 * Runs a command line, and returns its exit code. It throws only for bugs.
 *
 * @param argv The arguments after `tapline`.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  // A closed pipe makes a write fail, and is noticed there.
  io.stdout.on('error', () => undefined)
  const code = await codeOf(argv, io)
  return tellFaults(io) && code === exitCodes.done ? exitCodes.input : code
}

async function codeOf(argv: readonly string[], io: Io): Promise<number> {
  try {
    await obey(argv, io)
    return exitCodes.done
  } catch (error) {
    return await explain(error, argv, io)
  }
}

async function obey(argv: readonly string[], io: Io): Promise<void> {
  if (argv[0] === 'help') requireCommand(argv[1])
  let help = ''
  const program = await makeProgram(io, neededBy(argv), (text) => (help += text))
  try {
    if (argv.length === 0) program.help()
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    // This is how commander ends after printing help or the version.
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error
  }
  if (help !== '') await writeOut(io, wrapParagraphs(help, HELP_WIDTH))
}

function requireCommand(name: string | undefined): void {
  const names = commands.map((command) => command.name)
  if (name === undefined || names.includes(name)) return
  const nearest = nearestName(name, names)
  throw new UsageError(
    `unknown command '${shown(name)}'${nearest === undefined ? '' : `: did you mean '${nearest}'?`}`,
  )
}

/** The commands whose code must be loaded: the requested one, or all for their completion. */
function neededBy(argv: readonly string[]): string[] {
  const names = commands.map(({ name }) => name)
  return argv[0] === 'completion' ? names : names.filter((name) => argv.includes(name))
}

async function explain(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  // A reader that stops early has what it needs: `tapline ... | head`.
  if (isClosedPipe(error)) return exitCodes.done
  const message = messageOf(error) ?? (await faultOfHost())
  if (message === undefined) throw error
  const isUsage = error instanceof CommanderError || error instanceof UsageError
  const remedy = isUsage ? `: see ${helpOf(argv)}` : ''
  sayError(io, `${message}${remedy}`)
  return isUsage ? exitCodes.usage : exitCodes.input
}

/** Without the engine, a command would fail halfway. */
async function faultOfHost(): Promise<string | undefined> {
  const { engineFault } = await import('./terminal/engine-fault.js')
  return engineFault()
}

function helpOf(argv: readonly string[]): string {
  const command = commands.find(({ name }) => name === argv[0])
  return command === undefined ? 'tapline --help' : `tapline ${command.name} --help`
}
