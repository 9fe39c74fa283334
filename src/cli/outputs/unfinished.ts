import { rmSync } from 'node:fs'

const paths = new Set<string>()

/** Notes a file or folder that is to vanish if the process is ended before it is finished. Call what is returned when it is. */
export function unfinished(path: string): () => void {
  paths.add(path)
  return () => {
    paths.delete(path)
  }
}

/** Removes them all; synchronous, as it is done while the process ends. */
export function removeUnfinished(): void {
  for (const path of paths) rmSync(path, { force: true, recursive: true })
  paths.clear()
}
