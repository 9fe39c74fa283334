import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Convolver } from 'tapline'
import { PcmDecoder, PcmEncoder } from 'tapline/format'
import { through } from 'tapline/node'
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

describe('through, of Node streams', () => {
  test('passes each chunk to the processor, flushes it at the end and disposes of it', async () => {
    expect(await Readable.from(['a', 'none', 'b']).pipe(fake()).toArray()).toEqual([['1a'], ['3b'], ['end']])
    expect(calls()).toEqual(['process a', 'process none', 'process b', 'flush', 'dispose'])
  })

  test('fails, and disposes, when the processor throws, in process or in flush', async () => {
    await expect(pipeline(Readable.from(['a', 'bad', 'b']), fake(), sink())).rejects.toThrow('chunk is bad')
    expect(calls()).toEqual(['process a', 'process bad', 'dispose'])
    FakeProcessor.made = []
    const broken = through(() => new FakeProcessor('bad'))
    await expect(pipeline(Readable.from(['a']), broken, sink())).rejects.toThrow('nothing to flush')
    expect(calls()).toEqual(['process a', 'flush', 'dispose'])
  })

  test('disposes when it is destroyed, when the source fails, and when the sink fails', async () => {
    fake().destroy()
    await turn()
    expect(calls()).toEqual(['dispose'])
    FakeProcessor.made = []
    const failing = new Readable({ objectMode: true, read: () => failing.destroy(new Error('no source')) })
    await expect(pipeline(failing, fake(), sink())).rejects.toThrow('no source')
    expect(calls()).toEqual(['dispose'])
    FakeProcessor.made = []
    const full = new Writable({
      objectMode: true,
      write: (_chunk, _encoding, done) => done(new Error('no room')),
    })
    await expect(pipeline(Readable.from(['a', 'b']), fake(), full)).rejects.toThrow('no room')
    expect(calls().at(-1)).toBe('dispose')
  })

  test('disposes when a signal aborts the pipeline', async () => {
    const controller = new AbortController()
    const endless = new Readable({ objectMode: true, read: () => void setImmediate(() => endless.push('a')) })
    const running = pipeline(endless, fake(), sink(), { signal: controller.signal })
    await turn()
    controller.abort()
    await expect(running).rejects.toThrow('aborted')
    expect(calls().at(-1)).toBe('dispose')
  })

  test('throws errors in the arguments at once', () => {
    expect(() => through(() => new Convolver([]))).toThrow('kernel must have at least one tap, got none')
  })

  test('lets a slow sink hold back the source: few chunks are in flight, and all memory is freed', async () => {
    const kernel = new Float32Array(3000).fill(0.01)
    // The first stream makes tables that all streams share.
    new Convolver(kernel).dispose()
    const heap = watchHeap()
    let [read, written, most] = [0, 0, 0]
    const source = new Readable({
      highWaterMark: 4096,
      read() {
        read++
        this.push(read <= 500 ? Buffer.alloc(4096, read) : null)
      },
    })
    const slow = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        written++
        most = Math.max(most, read - written)
        setImmediate(done)
      },
    })
    const bytes = new Set<number>()
    await pipeline(
      source,
      through(() => new PcmDecoder({ format: 's16le' })),
      mapped(([samples]: Float32Array[]) => samples),
      through(() => new Convolver(kernel)),
      mapped((samples: Float32Array) => {
        bytes.add(heap.bytes)
        return [samples]
      }),
      through(() => new PcmEncoder({ format: 's16le' })),
      slow,
    )
    expect(written).toBe(501)
    expect(most).toBeLessThan(24)
    expect(bytes.size).toBe(1)
    expect(heap.blocks).toBe(0)
  })
})

function sink(): Writable {
  return new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() })
}

function mapped(map: (chunk: never) => unknown): Transform {
  return new Transform({
    objectMode: true,
    highWaterMark: 1,
    transform: (chunk, _encoding, done) => done(null, map(chunk as never)),
  })
}
