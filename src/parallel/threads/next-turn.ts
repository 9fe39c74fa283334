/** Waits until messages and events that have come are handled. A timer would wait for milliseconds. */
export function nextTurn(): Promise<void> {
  const { setImmediate, MessageChannel } = globalThis as unknown as Host
  if (setImmediate !== undefined) return new Promise((resolve) => setImmediate(resolve))
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}

interface Host {
  readonly setImmediate?: (callback: () => void) => void
  readonly MessageChannel: new () => {
    readonly port1: { onmessage: (() => void) | null; close(): void }
    readonly port2: { postMessage(message: unknown): void }
  }
}
