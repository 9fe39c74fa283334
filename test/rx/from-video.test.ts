import { firstValueFrom, lastValueFrom, map, of, take, toArray } from 'rxjs'
import { box, type Frame } from 'tapline/image'
import { convolveFrames, fromVideo, type VideoFrameLike } from 'tapline/rx'
import { describe, expect, test } from 'vitest'

/** A gray picture that counts calls. */
class Picture implements VideoFrameLike {
  visibleRect: { width: number; height: number } | null = { width: 2, height: 1 }
  copies = 0
  closes = 0
  readonly #level: number

  constructor(level: number) {
    this.#level = level
  }

  async copyTo(data: Uint8ClampedArray<ArrayBuffer>, { format }: { format: string }): Promise<void> {
    expect(format).toBe('RGBA')
    this.copies++
    await new Promise((resolve) => setTimeout(resolve, 1))
    data.fill(this.#level)
  }

  close(): void {
    this.closes++
    this.visibleRect = null
  }
}

const level = ({ data }: Frame): number => data[0]

describe('fromVideo', () => {
  test('copies each picture, emits it and closes it', async () => {
    const pictures = [1, 2, 3].map((grey) => new Picture(grey))
    const frames = await lastValueFrom(fromVideo(pictures).pipe(toArray()))
    expect(frames.map(level)).toEqual([1, 2, 3])
    expect(frames.map(({ width, height, data }) => [width, height, data.length])).toEqual([
      [2, 1, 8],
      [2, 1, 8],
      [2, 1, 8],
    ])
    expect(pictures.map(({ copies, closes }) => [copies, closes])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ])
  })

  test('requests the next one after the previous one was emitted: a pool of one suffices for a filter', async () => {
    const log: string[] = []
    async function* camera(): AsyncGenerator<Picture> {
      for (const grey of [10, 20, 30]) {
        log.push(`asked for ${grey}`)
        yield await Promise.resolve(new Picture(grey))
      }
    }
    const filtered = fromVideo(camera(), { pool: 1 }).pipe(
      convolveFrames(box(1), { pool: 1 }),
      map((frame) => {
        log.push(`got ${level(frame)}`)
        return frame
      }),
      toArray(),
    )
    const frames = await lastValueFrom(filtered)
    expect(log).toEqual(['asked for 10', 'got 10', 'asked for 20', 'got 20', 'asked for 30', 'got 30'])
    expect(new Set(frames).size).toBe(1)
  })

  test('cancels a stream when its subscriber leaves', async () => {
    let isCancelled = false
    const pictures: Picture[] = []
    const stream = new ReadableStream<Picture>(
      {
        pull(controller) {
          const picture = new Picture(5)
          pictures.push(picture)
          controller.enqueue(picture)
        },
        cancel() {
          isCancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    expect(level(await firstValueFrom(fromVideo(stream).pipe(take(1))))).toBe(5)
    expect(isCancelled).toBe(true)
    expect(pictures.map(({ closes }) => closes)).toEqual([1])
  })

  test('fails with the error of a copy, and also closes that picture', async () => {
    const broken = new Picture(1)
    broken.copyTo = () => Promise.reject(new Error('no such format'))
    await expect(lastValueFrom(fromVideo([broken]))).rejects.toThrow('no such format')
    expect(broken.closes).toBe(1)
    const closed = new Picture(1)
    closed.close()
    await expect(lastValueFrom(fromVideo([closed]))).rejects.toThrow(
      'video frames must be open, got a closed one',
    )
  })

  test('refuses at once values that cannot be read, and an invalid pool', () => {
    expect(() => fromVideo(of(new Picture(1)) as never)).toThrow(TypeError)
    expect(() => fromVideo([], { pool: -1 })).toThrow(RangeError)
  })
})
