import { rmSync } from 'node:fs'

const paths = new Set<string>()
const pending = new Set<Promise<unknown>>()

/** Notes a file or folder that is to vanish if the process is ended before it is finished. Call what is returned when it is. */
export function unfinished(path: string): () => void {
  paths.add(path)
  return () => {
    paths.delete(path)
  }
}

/** The same for what is just being made, under a name that is known afterwards: until then, the process is not ended. */
export async function unfinishedOf<Made>(
  making: Promise<Made>,
  pathOf: (made: Made) => string,
): Promise<{ readonly made: Made; readonly finish: () => void }> {
  const noted = making.then((made) => ({ made, finish: unfinished(pathOf(made)) }))
  pending.add(noted)
  try {
    return await noted
  } finally {
    pending.delete(noted)
  }
}

/** Removes them all, and then does what may follow, in one go. */
export async function removeUnfinished(andThen: () => void): Promise<void> {
  await Promise.allSettled(pending)
  // A folder may get another file meanwhile, from a worker.
  for (const path of paths) rmSync(path, { force: true, recursive: true, maxRetries: 5, retryDelay: 20 })
  andThen()
}
