import { rename, rm, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'

/**
 * Until the returned function is called: when the process is told to end (Ctrl-C, `kill`), runs `tidy`, which must be
 * synchronous, and ends with the status a shell expects (128 + the number of the signal).
 */
export function whenInterrupted(tidy: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const end = (signal: (typeof signals)[number]) => {
    tidy()
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of signals) process.once(signal, end)
  return () => {
    for (const signal of signals) process.off(signal, end)
  }
}

/** The name that a file has while `writeWhole` is at work. */
export function unfinished(path: string): string {
  return `${path}.part`
}

/** Writes a file whole or not at all: under another name beside it first. */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await writeFile(unfinished(path), text)
    await rename(unfinished(path), path)
  } catch (error) {
    await rm(unfinished(path), { force: true })
    throw error
  }
}
