import { from, lastValueFrom, take, toArray } from 'rxjs'
import { resample } from 'tapline'
import { fromMicrophone } from 'tapline/audio'
import { resample as resampled } from 'tapline/rx'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { noise } from '../support/signals.js'

const closed = vi.fn(() => Promise.resolve())
const tracks = [{ stop: vi.fn(), onended: (): void => undefined }]

/** A host with a microphone; the test plays its recorder. */
function hostWith(getUserMedia: () => Promise<object>): { port: { onmessage?: (event: object) => void } } {
  const recorder = { port: {}, connect: () => undefined }
  vi.stubGlobal('AudioWorkletNode', function () {
    return recorder
  })
  vi.stubGlobal('AudioContext', function () {
    return {
      sampleRate: 48_000,
      audioWorklet: { addModule: () => Promise.resolve() },
      createMediaStreamSource: () => ({ connect: () => undefined }),
      resume: () => Promise.resolve(),
      close: closed,
    }
  })
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
  return recorder
}

const hostWithDevice = (): ReturnType<typeof hostWith> =>
  hostWith(() => Promise.resolve({ getTracks: () => tracks }))

afterEach(() => {
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

describe('The microphone', () => {
  test('yields the recorded chunks, and is released when the reader stops', async () => {
    const { port } = hostWithDevice()
    const { sampleRate, channelCount, chunks } = await fromMicrophone({ channelCount: 1 })
    expect([sampleRate, channelCount]).toEqual([48_000, 1])
    port.onmessage?.({ data: { kind: 'chunk', chunk: [Float32Array.of(1, 2)] } })
    port.onmessage?.({ data: { cmd: 'of the host' } })
    port.onmessage?.({ data: { kind: 'chunk', chunk: [Float32Array.of(3)] } })
    const heard: number[] = []
    for await (const [samples] of chunks) {
      heard.push(...samples)
      if (heard.length === 3) break
    }
    expect(heard).toEqual([1, 2, 3])
    expect(closed).toHaveBeenCalledTimes(1)
    expect(tracks[0].stop).toHaveBeenCalledTimes(1)
  })

  test('is resampled by the operator, bit for bit as the whole recording, and released when that ends', async () => {
    const { port } = hostWithDevice()
    const { sampleRate, channelCount, chunks } = await fromMicrophone({ channelCount: 2 })
    const rates = { fromRate: sampleRate, toRate: 16_000 }
    const heard = lastValueFrom(from(chunks).pipe(resampled({ ...rates, channelCount }), take(8), toArray()))
    const channels = [1, 2].map((seed) => Float32Array.from(noise('float32', 4800, seed)))
    for (let at = 0; at < 4800; at += 480) {
      const chunk = channels.map((channel) => channel.slice(at, at + 480))
      port.onmessage?.({ data: { kind: 'chunk', chunk } })
    }
    const pieces = await heard
    for (const [c, channel] of channels.entries()) {
      const samples = pieces.flatMap((piece) => [...piece[c]])
      expect(samples.length).toBeGreaterThan(1000)
      expect(samples).toEqual([...resample(channel, rates).subarray(0, samples.length)])
    }
    expect(closed).toHaveBeenCalledTimes(1)
  })

  test('ends with stop, even if nobody reads', async () => {
    const { port } = hostWithDevice()
    const { chunks, stop } = await fromMicrophone()
    await stop()
    await stop()
    port.onmessage?.({ data: { kind: 'chunk', chunk: [Float32Array.of(1)] } })
    expect(await chunks.next()).toEqual({ done: true, value: undefined })
    expect(closed).toHaveBeenCalledTimes(1)
  })

  test('is released if its reader stops before it has started', async () => {
    hostWithDevice()
    const { chunks } = await fromMicrophone()
    await chunks.return()
    expect(closed).toHaveBeenCalledTimes(1)
    expect(tracks[0].stop).toHaveBeenCalledTimes(1)
    expect(await chunks.next()).toEqual({ done: true, value: undefined })
  })

  test('is released if the host does not support the sample rate', async () => {
    hostWithDevice()
    vi.stubGlobal('AudioContext', function () {
      throw new RangeError('no such rate')
    })
    await expect(fromMicrophone({ sampleRate: 1 })).rejects.toThrow('no such rate')
    expect(tracks[0].stop).toHaveBeenCalledTimes(1)
  })

  test('ends with an error if its reader is too slow', async () => {
    const { port } = hostWithDevice()
    const { chunks } = await fromMicrophone({ chunkLength: 48_000 })
    for (let i = 0; i <= 10; i++) port.onmessage?.({ data: { kind: 'chunk', chunk: [Float32Array.of(i)] } })
    await expect(chunks.next()).rejects.toThrow(
      'chunks must be read within 10 s, got no reader for longer: read faster, or call stop',
    )
    expect(closed).toHaveBeenCalledTimes(1)
  })

  test('ends with an error if the device is removed', async () => {
    hostWithDevice()
    const { chunks } = await fromMicrophone()
    const next = chunks.next()
    tracks[0].onended()
    await expect(next).rejects.toThrow(
      'the microphone was disconnected, or permission was withdrawn: connect',
    )
    expect(closed).toHaveBeenCalledTimes(1)
  })

  test('that is missing or not allowed is an error that says so', async () => {
    hostWith(() => Promise.reject(new Error('Permission denied')))
    await expect(fromMicrophone()).rejects.toThrow(
      'no microphone is available (Permission denied): connect one, and allow its use',
    )
    vi.stubGlobal('navigator', {})
    await expect(fromMicrophone()).rejects.toThrow(
      'this host does not offer microphones: in a browser, serve',
    )
  })

  test('of node-web-audio-api records, or is missing with a clear error', async () => {
    try {
      const { chunks } = await fromMicrophone({ channelCount: 1, chunkLength: 256 })
      for await (const chunk of chunks) {
        expect(chunk.map(({ length }) => length)).toEqual([256])
        break
      }
    } catch (error) {
      expect(String(error)).toMatch(
        /^Error: no microphone is available \(.*\): connect one, and allow its use$/,
      )
    }
  })

  test('refuses invalid options before it is opened', async () => {
    await expect(fromMicrophone({ channelCount: 0 })).rejects.toThrow(
      'channelCount must be a whole number from 1 to 32, got 0',
    )
    await expect(fromMicrophone({ chunkLength: NaN })).rejects.toThrow(
      'chunkLength must be a whole number from 1 to 1048576, got NaN',
    )
    await expect(fromMicrophone({ chunkLength: 1e12 })).rejects.toThrow(
      'chunkLength must be a whole number from 1 to 1048576, got 1000000000000',
    )
    await expect(fromMicrophone({ deviceId: 5 as never })).rejects.toThrow('deviceId must be a string, got 5')
    await expect(fromMicrophone({ sampleRate: '48k' as never })).rejects.toThrow(
      'sampleRate must be a finite number above 0, got "48k"',
    )
    await expect(fromMicrophone({ sampleRate: NaN })).rejects.toThrow(
      'sampleRate must be a finite number above 0, got NaN',
    )
  })
})
