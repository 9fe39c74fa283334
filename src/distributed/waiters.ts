/** Readers of a log that wait for the next entry. */
export class Waiters {
  readonly #waiting = new Set<() => void>()

  /** Resolves when something is appended, or the signal is aborted. */
  turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }

  /** Call this when something was appended. */
  wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}
