import { Argument, type Command } from 'commander'
import { completionScript, shells, type Shell } from '../completion-script.js'
import { type Io, writeOut } from '../terminal/io.js'

export function configure(command: Command, io: Io): void {
  command
    .addArgument(new Argument('<shell>', 'the shell').choices([...shells]))
    .addHelpText('after', HELP)
    .action(async (shell: Shell) => {
      await writeOut(io, completionScript(command.parent?.commands ?? [], shell))
    })
}

const HELP = `
Examples:
  tapline completion bash > ~/.local/share/bash-completion/completions/tapline
  tapline completion zsh > ~/.zfunc/_tapline
  tapline completion fish > ~/.config/fish/completions/tapline.fish`
