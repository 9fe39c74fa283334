import type { NatsConnection } from '@nats-io/transport-node'

/** A server that has not answered for this long is gone. */
const SILENCE_MS = 1000
const BETWEEN_MS = 100

/** Resolves when the server no longer answers, or the signal is aborted. */
export async function untilGone(connection: NatsConnection, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = connection.flush().then(
      () => true,
      () => false,
    )
    if (!(await within(SILENCE_MS, answer, signal))) return
    await within(BETWEEN_MS, new Promise<boolean>(() => undefined), signal)
  }
}

/** Resolves to the answer if it comes in time, else or when the signal is aborted to false. Leaves no timer behind. */
function within(ms: number, answer: Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (value: boolean): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve(value)
    }
    const stop = (): void => end(false)
    const timer = setTimeout(stop, ms)
    signal.addEventListener('abort', stop)
    void answer.then(end)
  })
}
