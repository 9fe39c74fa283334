type Listener = (path: string, isFinished: boolean) => void

const listeners = new Set<Listener>()

/** Calls `listener` with each file or folder that must be removed if the process ends early, and again when that is finished. */
export function onUnfinished(listener: Listener): void {
  listeners.add(listener)
}

/** Notes a file or folder that must be removed if the process ends early. Call the returned function when it is finished. */
export function unfinished(path: string): () => void {
  tell(path, false)
  return () => tell(path, true)
}

function tell(path: string, isFinished: boolean): void {
  for (const listener of listeners) listener(path, isFinished)
}
