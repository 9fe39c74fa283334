import { spawnSync } from 'node:child_process'

/** The version of the installed SoX, or undefined. */
export function soxVersion(): string | undefined {
  const { status, stdout } = spawnSync('sox', ['--version'], { encoding: 'utf8' })
  return status === 0 ? (/v([\d.]+)/.exec(stdout)?.[1] ?? 'unknown') : undefined
}

/** The arguments with which it converts a sound file at very high quality, on one thread, to float32. */
export function soxResample(input: string, output: string, toRate: number): string[] {
  const stored = ['-b', '32', '-e', 'floating-point']
  return ['--single-threaded', input, ...stored, output, 'rate', '-v', String(toRate)]
}
