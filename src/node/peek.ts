/** A source of bytes whose beginning was read ahead, and that still starts at its first byte. */
export interface PeekedBytes {
  /** The first bytes: at least as many as needed, unless there are no more. */
  readonly beginning: Uint8Array
  /** All bytes, to be iterated once. Leaving the loop early closes the source. */
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>
  /** Closes the source if iteration has not begun: a generator that was not started does not run its `finally`. */
  readonly close: () => Promise<void>
}

/**
 * Reads until `isEnough` accepts the bytes so far. Nothing is read twice, because a pipe can be read only
 * once.
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
