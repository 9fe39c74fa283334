import type { Command } from 'commander'
import type { Io } from '../io.js'
export function configure(command: Command, io: Io): void {
  command.action(() => {
    io.stdout.write('')
  })
}
