import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Convolver, through } from 'tapline'
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { FakeProcessor } from '../support/fake-processor.js'

beforeEach(() => {
  FakeProcessor.made = []
})

const fake = through(() => new FakeProcessor())

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = []
  for await (const value of source) values.push(value)
  return values
}

function calls(): readonly string[] {
  expect(FakeProcessor.made).toHaveLength(1)
  return FakeProcessor.made[0].calls
}

describe('through, of async iterables', () => {
  test('passes each value to the processor, and flushes it at the end', async () => {
    expect(await all(fake(['a', 'none', 'b']))).toEqual([['1a'], ['3b'], ['end']])
    expect(calls()).toEqual(['process a', 'process none', 'process b', 'flush', 'dispose'])
  })

  test('flushes for an empty source, and makes no processor before iteration', async () => {
    fake(['a'])
    expect(FakeProcessor.made).toHaveLength(0)
    expect(await all(fake([]))).toEqual([['end']])
    expect(calls()).toEqual(['flush', 'dispose'])
  })

  test('disposes when the processor throws, when the source fails, and when the consumer leaves', async () => {
    await expect(all(fake(['a', 'bad', 'b']))).rejects.toThrow('chunk is bad')
    expect(calls()).toEqual(['process a', 'process bad', 'dispose'])
    FakeProcessor.made = []
    await expect(all(fake(failing()))).rejects.toThrow('source failed')
    expect(calls()).toEqual(['process a', 'dispose'])
    FakeProcessor.made = []
    for await (const _ of fake(['a', 'b'])) break
    expect(calls()).toEqual(['process a', 'dispose'])
  })

  test('requests the next value only after the last result was consumed', async () => {
    const asked: string[] = []
    function* source() {
      for (const value of ['a', 'b', 'c']) {
        asked.push(value)
        yield value
      }
    }
    const results = fake(source())
    await results.next()
    expect(asked).toEqual(['a'])
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(asked).toEqual(['a'])
    await results.return()
  })

  test("works in Node's pipeline, and chained with itself", async () => {
    const written: unknown[] = []
    await pipeline(
      Readable.from([
        [1, 0],
        [0, 2],
      ]),
      through(() => new Convolver([1, 1])),
      through(() => new Convolver([2])),
      async (results: AsyncIterable<ArrayLike<number>>) => {
        for await (const result of results) written.push(Array.from(result))
      },
    )
    expect(written).toEqual([[2, 2], [0, 4], [4]])
  })

  test('closes its source when the consumer leaves', async () => {
    const file = createReadStream(new URL(import.meta.url))
    for await (const _ of fake(file as AsyncIterable<string>)) break
    expect(file.destroyed).toBe(true)
  })

  test('has the types of its processor', () => {
    expectTypeOf(fake).returns.toEqualTypeOf<AsyncGenerator<readonly string[], void, undefined>>()
  })
})

async function* failing() {
  yield await Promise.resolve('a')
  throw new Error('source failed')
}
