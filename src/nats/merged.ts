/** Merges async iterables: yields their values as they come. Each is asked for its next value after the previous one was taken. */
export async function* merged<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const asked = new Map(sources.map((source) => [source, ask(source)]))
  try {
    while (asked.size > 0) {
      const { source, result } = await Promise.race(asked.values())
      if (result.done === true) {
        asked.delete(source)
        continue
      }
      yield result.value
      asked.set(source, ask(source))
    }
  } finally {
    for (const source of asked.keys()) void source.return(undefined).catch(() => undefined)
  }
}

interface Answer<T> {
  readonly source: AsyncGenerator<T>
  readonly result: IteratorResult<T>
}

async function ask<T>(source: AsyncGenerator<T>): Promise<Answer<T>> {
  return { source, result: await source.next() }
}
