import { Command, InvalidArgumentError, type Option } from 'commander'
import { commands } from './commands.js'
import { UsageError } from './terminal/errors.js'
import type { Io } from './terminal/io.js'
import { shown } from '../shown.js'
import { version } from './version.js'

/** The width of the help in characters, on wider terminals as well. */
export const HELP_WIDTH = 80

/**
 * The grammar of the command line. Only the commands of these names are complete, which loads their code; the others have just a
 * name and a summary. `print` receives the help.
 */
export async function makeProgram(
  io: Io,
  whole: readonly string[],
  print: (text: string) => void,
): Promise<Command> {
  const program = quiet(new Command('tapline'), print)
    .description('Streaming convolution of sound, sensor readings and images, for use in pipelines.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or the help of a command')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', HELP)
    .hook('preAction', (_program, command) => {
      io.isQuiet = command.opts<{ quiet?: boolean }>().quiet === true
      if (COMPUTING_NOTHING.includes(command.name())) return
      requireKnownSimd(io)
    })
  for (const { name, summary, load } of commands) {
    const command = quiet(program.command(name).summary(summary).description(capitalised(summary)), print)
    command.helpOption('-h, --help', 'print this help')
    if (!whole.includes(name)) continue
    ;(await load()).configure(command, io)
    command.option('-q, --quiet', 'print no warnings and no progress')
    for (const option of command.options.filter(({ required }) => required)) refuseEmpty(option)
  }
  return program
}

/** An empty value comes from a variable that is not set. */
function refuseEmpty(option: Option): void {
  const { parseArg } = option
  option.argParser((text, previous: unknown) => {
    const value = parseArg === undefined ? text : parseArg.call(option, text, previous)
    if (text === '') throw new InvalidArgumentError('Give a value that is not empty.')
    return value
  })
}

/** It throws rather than ending the process, and leaves error messages to `run`. */
function quiet(command: Command, print: (text: string) => void): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: print,
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => HELP_WIDTH,
    })
}

/** The commands that run whatever TAPLINE_SIMD is: `doctor` reports it itself. */
const COMPUTING_NOTHING: readonly string[] = ['doctor', 'completion']

/** From the engine, this message would appear inside one about an input. */
function requireKnownSimd({ env }: Io): void {
  const { TAPLINE_SIMD: simd = '' } = env
  if (['', 'baseline', 'relaxed', 'auto'].includes(simd)) return
  throw new UsageError(
    `TAPLINE_SIMD must be 'baseline', 'relaxed' or 'auto', got "${shown(simd)}": unset this variable`,
  )
}

function capitalised(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

const HELP = `
Examples:
  tapline convolve voice.wav hall.wav -o wet.wav
  sox voice.wav -t wav - | tapline convolve - hall.wav | ffmpeg -i - wet.flac
  tapline COMMAND --help`
