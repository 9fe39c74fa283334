import { spawnSync } from 'node:child_process'

/** The version of the installed SoX; undefined where there is none. */
export function soxVersion(): string | undefined {
  const { status, stdout } = spawnSync('sox', ['--version'], { encoding: 'utf8' })
  return status === 0 ? (/v([\d.]+)/.exec(stdout)?.[1] ?? 'unknown') : undefined
}

/** What to give it so that it converts a sound file at very high quality, on one thread, into float32. */
export function soxResample(input: string, output: string, toRate: number): string[] {
  const stored = ['-b', '32', '-e', 'floating-point']
  return ['--single-threaded', input, ...stored, output, 'rate', '-v', String(toRate)]
}
