#!/usr/bin/env node
import { inspect } from 'node:util'
import { removeUnfinished } from '../node/unfinished.js'
import { version } from './version.js'

// Ctrl-C leaves no half file, and ends with the status that a shell expects: by the signal itself, as `process.exit` would wait for what
// is being read from a named pipe.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void removeUnfinished(() => process.kill(process.pid, signal))
  })
}
// Nor does what should not happen, in a thread or here.
process.once('uncaughtException', (error) => {
  process.stderr.write(`${inspect(error)}\n`)
  void removeUnfinished(() => process.exit(1))
})

const argv = process.argv.slice(2)
// Programs ask for it whenever they start: for that, nothing else is loaded.
if (argv.length === 1 && argv[0] === '--version') process.stdout.write(`${version()}\n`)
else await runCommand()

async function runCommand(): Promise<void> {
  const { run } = await import('./run.js')
  let stdin: typeof process.stdin | undefined
  process.exitCode = await run(argv, {
    // Made when it is first looked at, and then kept open.
    get stdin() {
      return (stdin ??= process.stdin)
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  })
  // What is not read any more is not waited for.
  stdin?.destroy()
}
