import { writeSync } from 'node:fs'
import { version } from '../version.js'

/** Prints the version. If it cannot be written, the exit code says so. */
export function exitWithVersion(): void {
  try {
    writeSync(1, `${version()}\n`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return
    process.stderr.write(`tapline: stdout cannot be written: ${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
