/** Bytes whose beginning was looked at, and that can still be read from the beginning. */
export interface PeekedBytes {
  /** The first bytes: at least as many as were wanted, unless there are no more. */
  readonly beginning: Uint8Array
  /** All of them, to be gone through once. Leaving early closes the source. */
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>
  /** Closes the source, where nobody began to go through the bytes: a generator that was not begun does not. */
  readonly close: () => Promise<void>
}

/**
 * Reads until `isEnough` says that what has come tells what it is. Nothing is read twice: what a pipe has given, it does not give
 * again.
 *
 * @param source Bytes as they come.
 */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  isEnough: (beginning: Uint8Array) => boolean,
): Promise<PeekedBytes> {
  const iterator = source[Symbol.asyncIterator]()
  let beginning: Uint8Array = new Uint8Array(0)
  while (!isEnough(beginning)) {
    const next = await iterator.next()
    if (next.done === true) break
    beginning = beginning.length === 0 ? next.value : Buffer.concat([beginning, next.value])
  }
  const close = async (): Promise<void> => {
    await iterator.return?.()
  }
  return { beginning, bytes: replayed(beginning, iterator), close }
}

async function* replayed(
  beginning: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (beginning.length > 0) yield beginning
    for (;;) {
      const next = await iterator.next()
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}
