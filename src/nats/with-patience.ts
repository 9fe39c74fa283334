import { JetStreamApiError } from '@nats-io/jetstream'

const PAUSES_MS = [100, 300, 1000, 3000]

/** Calls a function that asks the server, and retries while the server does not answer: it may be restarting. */
export async function withPatience<T>(ask: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await ask()
    } catch (error) {
      // The server has answered.
      if (error instanceof JetStreamApiError || error instanceof RangeError || error instanceof TypeError)
        throw error
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  return ask()
}
