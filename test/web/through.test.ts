import { Convolver } from 'tapline'
import { through } from 'tapline/web'
import { beforeEach, describe, expect, test } from 'vitest'
import { FakeProcessor } from '../support/fake-processor.js'
import { watchHeap } from '../support/heap-watch.js'

beforeEach(() => {
  FakeProcessor.made = []
})

const fake = () => through(() => new FakeProcessor())
const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

function calls(): readonly string[] {
  expect(FakeProcessor.made).toHaveLength(1)
  return FakeProcessor.made[0].calls
}

function streamOf<T>(values: readonly T[], end?: Error): ReadableStream<T> {
  const rest = [...values]
  return new ReadableStream(
    {
      pull(controller) {
        const value = rest.shift()
        if (value !== undefined) controller.enqueue(value)
        else if (end === undefined) controller.close()
        else controller.error(end)
      },
    },
    { highWaterMark: 0 },
  )
}

async function all<T>(stream: ReadableStream<T>): Promise<T[]> {
  const values: T[] = []
  const reader = stream.getReader()
  for (let result = await reader.read(); !result.done; result = await reader.read()) values.push(result.value)
  return values
}

describe('through, of Web Streams', () => {
  test('passes each chunk to the processor, flushes it at the end and disposes of it', async () => {
    expect(await all(streamOf(['a', 'none', 'b']).pipeThrough(fake()))).toEqual([['1a'], ['3b'], ['end']])
    expect(calls()).toEqual(['process a', 'process none', 'process b', 'flush', 'dispose'])
  })

  test('flushes for an empty source', async () => {
    expect(await all(streamOf<string>([]).pipeThrough(fake()))).toEqual([['end']])
  })

  test('fails on both sides, and disposes, when the processor throws', async () => {
    await expect(all(streamOf(['a', 'bad']).pipeThrough(fake()))).rejects.toThrow('chunk is bad')
    expect(calls()).toEqual(['process a', 'process bad', 'dispose'])
    FakeProcessor.made = []
    const { readable, writable } = through(() => new FakeProcessor('bad'))
    const reading = expect(all(readable)).rejects.toThrow('nothing to flush')
    await expect(writable.getWriter().close()).rejects.toThrow('nothing to flush')
    await reading
    expect(calls()).toEqual(['flush', 'dispose'])
  })

  test('disposes when the source fails', async () => {
    await expect(all(streamOf(['a'], new Error('no source')).pipeThrough(fake()))).rejects.toThrow(
      'no source',
    )
    expect(calls()).toEqual(['process a', 'dispose'])
  })

  test('disposes when the reader cancels, and notifies the source', async () => {
    let reason: unknown
    const source = new ReadableStream<string>({
      pull: (controller) => controller.enqueue('a'),
      cancel: (given) => void (reason = given),
    })
    const reader = source.pipeThrough(fake()).getReader()
    await reader.read()
    await reader.cancel('enough')
    await turn()
    expect(reason).toBe('enough')
    expect(calls().at(-1)).toBe('dispose')
  })

  test('disposes when the writer aborts, also while a chunk waits', async () => {
    const { readable, writable } = fake()
    const writer = writable.getWriter()
    writer.write('a').catch(() => {})
    await turn()
    expect(calls()).toEqual([])
    await writer.abort(new Error('stopped'))
    expect(calls()).toEqual(['dispose'])
    await expect(readable.getReader().read()).rejects.toThrow('stopped')
  })

  test('disposes when a signal aborts the pipe', async () => {
    const controller = new AbortController()
    const endless = new ReadableStream<string>({
      async pull(out) {
        await turn()
        out.enqueue('a')
      },
    })
    const piping = endless.pipeThrough(fake()).pipeTo(new WritableStream(), { signal: controller.signal })
    await turn()
    await turn()
    controller.abort(new Error('stopped'))
    await expect(piping).rejects.toThrow('stopped')
    await turn()
    expect(calls().at(-1)).toBe('dispose')
  })

  test('throws errors in the arguments at once', () => {
    expect(() => through(() => new Convolver([]))).toThrow('kernel must have at least one tap, got none')
  })

  test('computes nothing before it is requested, and lets a slow sink hold back the source', async () => {
    const kernel = new Float32Array(3000).fill(0.01)
    // The first stream makes tables that all streams share.
    new Convolver(kernel).dispose()
    const heap = watchHeap()
    let [read, written, most] = [0, 0, 0]
    const source = new ReadableStream<Float32Array>(
      {
        pull(controller) {
          if (++read <= 500) controller.enqueue(new Float32Array(1000).fill(0.1))
          else controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const slow = new WritableStream<ArrayLike<number>>(
      {
        async write() {
          written++
          most = Math.max(most, read - written)
          await new Promise((resolve) => setImmediate(resolve))
        },
      },
      { highWaterMark: 1 },
    )
    const convolve = () => through(() => new Convolver(kernel))
    await source.pipeThrough(convolve()).pipeThrough(convolve()).pipeTo(slow)
    expect(written).toBe(502)
    expect(most).toBeLessThan(8)
    expect(heap.blocks).toBe(0)
  })

  test('needs no global TransformStream, and each stream has its own state', async () => {
    const make = () => through(() => new Convolver([1, 1]))
    const results = await Promise.all(
      [
        [1, 0],
        [5, 0],
      ].map((chunk) => all(streamOf([chunk]).pipeThrough(make()))),
    )
    expect(results.map((chunks) => chunks.map((chunk) => [...chunk]))).toEqual([
      [[1, 1], [0]],
      [[5, 5], [0]],
    ])
  })
})
