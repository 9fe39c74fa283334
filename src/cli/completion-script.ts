import type { Command } from 'commander'
import { bashCompletion } from './completion/bash.js'
import { describeCommand } from './completion/described-command.js'
import { fishCompletion } from './completion/fish.js'
import { zshCompletion } from './completion/zsh.js'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/**
 * A script with which a shell completes commands, options, and the values of options. Everywhere else, files are completed.
 */
export function completionScript(commands: readonly Command[], shell: Shell): string {
  const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }
  return scripts[shell](commands.map(describeCommand))
}
