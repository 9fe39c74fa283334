import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The resources that a process used. */
export interface Usage {
  /** Processor time, user plus system. */
  readonly processorSeconds: number
  /** User time only, without reading and writing files. */
  readonly userSeconds: number
  /** The peak memory, in MB (10⁶ bytes). */
  readonly megabytes: number
}

const TIME = '/usr/bin/time'

/** Whether GNU time is installed, which `usageOf` needs. */
export function canTellUsage(): boolean {
  return existsSync(TIME) && spawnSync(TIME, ['-v', 'true']).status === 0
}

/** Runs a program to its end, and returns the resources that it used. */
export function usageOf(command: string, args: readonly string[]): Usage {
  const report = run(TIME, ['-v', command, ...args]).stderr
  const [user, system, kilobytes] = [
    'User time (seconds)',
    'System time (seconds)',
    'Maximum resident set size (kbytes)',
  ].map((name) => Number(report.slice(report.lastIndexOf(name) + name.length + 1).split('\n', 1)[0]))
  return { processorSeconds: user + system, userSeconds: user, megabytes: (kilobytes * 1024) / 1e6 }
}

/** Runs a program to its end. Returns the elapsed seconds. */
export function secondsOf(command: string, args: readonly string[]): number {
  const begin = performance.now()
  run(command, args)
  return (performance.now() - begin) / 1e3
}

function run(command: string, args: readonly string[]): { readonly stderr: string } {
  const result = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
  if (result.status === 0) return result
  throw new Error(`${command} ${args.join(' ')} failed:\n${result.error?.message ?? result.stderr}`)
}
