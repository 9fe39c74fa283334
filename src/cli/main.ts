#!/usr/bin/env node
import { constants } from 'node:os'
import { run } from './run.js'
import { removeUnfinished } from './outputs/unfinished.js'

// Ctrl-C leaves no half file, and ends with the status that a shell expects.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void removeUnfinished(() => process.exit(128 + constants.signals[signal]))
  })
}

process.exitCode = await run(process.argv.slice(2), {
  // Made when it is first looked at, and then kept open.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
})
