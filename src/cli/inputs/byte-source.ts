/** Bytes whose beginning was looked at, and that can still be read from the beginning. */
export interface ByteSource {
  /** The first bytes: at least as many as were wanted, unless there are no more. */
  readonly beginning: Uint8Array
  /** All of them, to be gone through once. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/**
 * Reads until `isEnough` says that what has come tells what it is.
 *
 * @param source Bytes as they come.
 */
export async function peek(
  source: AsyncIterable<Uint8Array>,
  isEnough: (beginning: Uint8Array) => boolean,
): Promise<ByteSource> {
  const iterator = source[Symbol.asyncIterator]()
  let beginning: Uint8Array = new Uint8Array(0)
  while (!isEnough(beginning)) {
    const next = await iterator.next()
    if (next.done === true) break
    beginning = Buffer.concat([beginning, next.value])
  }
  return { beginning, bytes: replayed(beginning, iterator) }
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
