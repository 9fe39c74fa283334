#!/usr/bin/env node
import { rmSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { inspect } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import type { Message } from './command-thread.js'
import { exitWithVersion } from './terminal/exit-with-version.js'

// Commands run in a thread of their own, because they may compute for minutes without a pause. This thread listens for signals.

const argv = process.argv.slice(2)
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** How long a signal waits for the thread to end. */
const LONGEST_END_MS = 200
/** Files and folders to remove if the process is ended from outside. */
const unfinished = new Set<string>()

// Programs ask for the version whenever they start, so nothing else is loaded for it.
if (argv.length === 1 && argv[0] === '--version') exitWithVersion()
else runCommand()

function runCommand(): void {
  // Node 20 sometimes aborts if a thread ends while its code is being optimized in the background.
  setFlagsFromString('--no-concurrent-recompilation')
  const thread = new Worker(new URL('./command-thread.js', import.meta.url), { argv })
  let endsWhenAsked = false
  thread.on('message', (message: Message) => {
    if (typeof message === 'string') endsWhenAsked = true
    else if (message.isFinished) unfinished.delete(message.path)
    else unfinished.add(message.path)
  })
  thread.once('error', (error) => {
    process.stderr.write(`${inspect(error)}\n`)
    removeUnfinished()
    process.exitCode = 1
  })
  thread.once('exit', (code) => (process.exitCode ??= code))
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!endsWhenAsked) return void endBy(signal, thread)
      endsWhenAsked = false
      thread.postMessage(signal)
    })
  }
}

/** Removes unfinished files, and ends by the signal itself, so that the shell gets the status that it expects. */
async function endBy(signal: NodeJS.Signals, thread: Worker): Promise<void> {
  // The thread runs no more code once it must end, but a read from a silent pipe keeps it alive.
  await Promise.race([thread.terminate(), setTimeout(LONGEST_END_MS)])
  removeUnfinished()
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true, recursive: true, maxRetries: 5, retryDelay: 20 })
}
