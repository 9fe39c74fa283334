import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A line of JSON that a worker has printed. */
export interface Told {
  readonly time: number
  readonly type: string
  readonly partition?: number
  readonly cpu?: number
  readonly results?: number
}

/** A worker in its own process: an ES module, passed as text. */
export class WorkerProcess {
  readonly events: Told[] = []
  readonly #process

  constructor(script: string, args: readonly string[]) {
    this.#process = spawn(process.execPath, ['--input-type=module', '--eval', script, '--', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    createInterface(this.#process.stdout).on('line', (line) => this.events.push(JSON.parse(line) as Told))
  }

  async until(type: string): Promise<void> {
    while (!this.events.some((event) => event.type === type)) await sleep(20)
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    this.#process.kill(signal)
    await ended
  }
}
