import type { Command, Option } from 'commander'
import { suggestionsFor } from './suggestions.js'

/** The description of a command for a shell. */
export interface DescribedCommand {
  readonly name: string
  readonly summary: string
  readonly options: readonly DescribedOption[]
  /** The words that its argument may be, or undefined if it is a file. */
  readonly words: readonly string[]
}

export interface DescribedOption {
  /** `-o` and `--output`. */
  readonly flags: readonly string[]
  readonly summary: string
  /** The value that follows it, or undefined if it takes none. */
  readonly value: DescribedValue | undefined
}

export interface DescribedValue {
  readonly name: string
  /** The words that it may be. */
  readonly words: readonly string[]
  /** Whether it may be a file, or a folder. */
  readonly isPath: boolean
}

export function describeCommand(command: Command): DescribedCommand {
  const help = { flags: ['-h', '--help'], summary: 'print the help', value: undefined }
  return {
    name: command.name(),
    summary: command.summary(),
    options: [...command.options.map(describeOption), help],
    words: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
  }
}

function describeOption(option: Option): DescribedOption {
  const { short, long, description, required, optional } = option
  const flags = [short, long].filter((flag) => flag !== undefined)
  return { flags, summary: description, value: required || optional ? describeValue(option) : undefined }
}

function describeValue(option: Option): DescribedValue {
  const name = /[<[]([^>\]]*)[>\]]/.exec(option.flags)?.[1] ?? 'value'
  const suggested = suggestionsFor(option)
  return {
    name,
    words: option.argChoices ?? suggested ?? [],
    isPath: name === 'file' || name === 'dir' || suggested !== undefined,
  }
}
