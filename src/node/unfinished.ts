type Listener = (path: string, isFinished: boolean) => void

const listeners = new Set<Listener>()

/** Tells of each file or folder that vanishes if the process ends before it is finished, and when it is. */
export function onUnfinished(listener: Listener): void {
  listeners.add(listener)
}

/** Notes a file or folder that is to vanish if the process ends before it is finished. Call what is returned when it is. */
export function unfinished(path: string): () => void {
  tell(path, false)
  return () => tell(path, true)
}

function tell(path: string, isFinished: boolean): void {
  for (const listener of listeners) listener(path, isFinished)
}
