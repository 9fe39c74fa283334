import { once } from 'node:events'
import {
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { OfflineAudioContext } from 'node-web-audio-api'
import { ConvolverMatrix } from 'tapline'
import { WavEncoder, WavReader } from 'tapline/format'
import { FileError, readAudioFile, through, WavWriter, type WavFormat } from 'tapline/node'
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-wav-'))
  path = join(folder, 'sound.wav')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** Bytes written by hand: text as is, numbers in hexadecimal. */
function bytes(...parts: string[]): string {
  const hex = (part: string) =>
    /^[0-9a-f]{2}( [0-9a-f]{2})*$/.test(part) ? part.replaceAll(' ', '') : ascii(part)
  return parts.map(hex).join('')
}

function ascii(text: string): string {
  return Buffer.from(text, 'ascii').toString('hex')
}

async function hexOf(file: string): Promise<string> {
  return (await readFile(file)).toString('hex')
}

function noise(length: number, seed = 1): Float32Array {
  let state = seed
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

async function decoded(file: string, sampleRate: number): Promise<AudioBuffer> {
  const content = Uint8Array.from(await readFile(file)).buffer
  return new OfflineAudioContext(1, 1, sampleRate).decodeAudioData(content)
}

describe('the bytes of a file', () => {
  it('are a classic header and 16-bit integers, rounded and clipped', async () => {
    const writer = await WavWriter.open(path, {
      sampleRate: 8000,
      channels: 1,
      format: 's16le',
      expectedFrames: 9,
    })
    await writer.write([Float32Array.of(0, 0.5, -0.5, 1, -1, 1.5, -1.5, 1.6 / 32768, NaN)])
    await writer.close()
    expect(await hexOf(path)).toBe(
      bytes(
        ...[
          'RIFF',
          '36 00 00 00',
          'WAVE',
          'fmt ',
          '10 00 00 00',
          '01 00',
          '01 00',
          '40 1f 00 00',
          '80 3e 00 00',
        ],
        ...['02 00', '10 00', 'data', '12 00 00 00'],
        ...['00 00', '00 40', '00 c0', 'ff 7f', '00 80', 'ff 7f', '00 80', '02 00', '00 00'],
      ),
    )
  })

  it('are interleaved 24-bit integers', async () => {
    const writer = await WavWriter.open(path, {
      sampleRate: 44100,
      channels: 2,
      format: 's24le',
      expectedFrames: 9,
    })
    await writer.write([Float64Array.of(0.5, 1 / 2 ** 23), Float64Array.of(-0.5, -3 / 2 ** 23)])
    await writer.close()
    expect(await hexOf(path)).toBe(
      bytes(
        ...[
          'RIFF',
          '30 00 00 00',
          'WAVE',
          'fmt ',
          '10 00 00 00',
          '01 00',
          '02 00',
          '44 ac 00 00',
          '98 09 04 00',
        ],
        ...['06 00', '18 00', 'data', '0c 00 00 00'],
        ...['00 00 40', '00 00 c0', '01 00 00', 'fd ff ff'],
      ),
    )
  })

  it('end with a padding byte that counts for RIFF and not for data', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 44100, channels: 1, expectedFrames: 9 })
    await writer.write([Float32Array.of(0.5)])
    await writer.close()
    expect(await hexOf(path)).toBe(
      bytes(
        ...[
          'RIFF',
          '28 00 00 00',
          'WAVE',
          'fmt ',
          '10 00 00 00',
          '01 00',
          '01 00',
          '44 ac 00 00',
          'cc 04 02 00',
        ],
        ...['03 00', '18 00', 'data', '03 00 00 00', '00 00 40', '00'],
      ),
    )
  })

  it('are an extended format, a fact and 32-bit floats, which are not clipped', async () => {
    const writer = await WavWriter.open(path, {
      sampleRate: 8000,
      channels: 1,
      format: 'f32le',
      expectedFrames: 9,
    })
    await writer.write([Float32Array.of(1, -2)])
    expect(await writer.close()).toEqual({ frames: 2, peak: 2, clipped: 0 })
    expect(await hexOf(path)).toBe(
      bytes(
        ...[
          'RIFF',
          '3a 00 00 00',
          'WAVE',
          'fmt ',
          '12 00 00 00',
          '03 00',
          '01 00',
          '40 1f 00 00',
          '00 7d 00 00',
        ],
        ...['04 00', '20 00', '00 00', 'fact', '04 00 00 00', '02 00 00 00'],
        ...['data', '08 00 00 00', '00 00 80 3f', '00 00 00 c0'],
      ),
    )
  })

  it('are only a header when nothing was written', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 2, expectedFrames: 9 })
    await writer.write([new Float32Array(0), new Float32Array(0)])
    expect(await writer.close()).toEqual({ frames: 0, peak: 0, clipped: 0 })
    expect((await stat(path)).size).toBe(44)
  })

  it('are the same for any chunking of the samples, also across blocks, awaited or not', async () => {
    const channels = [noise(50_000, 1), noise(50_000, 2)]
    const whole = await WavWriter.open(join(folder, 'whole.wav'), { sampleRate: 44100, channels: 2 })
    await whole.write(channels)
    await whole.close()

    const writer = await WavWriter.open(path, { sampleRate: 44100, channels: 2 })
    const scratch = [new Float32Array(1001), new Float32Array(1001)]
    for (let start = 0; start < 50_000; start += 1001) {
      const piece = channels.map((samples) => samples.subarray(start, start + 1001))
      for (const [i, samples] of piece.entries()) scratch[i].set(samples)
      void writer.write(scratch.map((samples) => samples.subarray(0, piece[0].length)))
      for (const samples of scratch) samples.fill(NaN) // Taken before the call returned.
    }
    await writer.close()
    expect((await readFile(path)).equals(await readFile(join(folder, 'whole.wav')))).toBe(true)
  })
})

describe('other programs', () => {
  it.each<[WavFormat, number]>([
    ['s16le', 2 ** -16],
    ['s24le', 2 ** -24],
    ['f32le', 0],
    ['u8', 2 ** -8],
    ['s32le', 2 ** -24],
    ['f64le', 0],
  ])('read %s to half a step', async (format, tolerance) => {
    // Far enough from full scale that 8 bits do not clip it.
    const channels = [noise(5000, 3), noise(5000, 4)].map((samples) => samples.map((x) => 0.99 * x))
    const writer = await WavWriter.open(path, { sampleRate: 32000, channels: 2, format })
    await writer.write(channels)
    await writer.close()
    const read = await decoded(path, 32000)
    expect([read.sampleRate, read.length, read.numberOfChannels]).toEqual([32000, 5000, 2])
    for (const [i, samples] of channels.entries()) {
      const back = read.getChannelData(i)
      expect(Math.max(...samples.map((value, n) => Math.abs(value - back[n])))).toBeLessThanOrEqual(tolerance)
    }
  })
})

describe('a writer', () => {
  it('reports the peak before clipping, and the number of clipped samples', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 2 })
    await writer.write([Float64Array.of(0.5, -1.25, 1), Float64Array.of(1.1, 0, NaN)])
    expect([writer.frames, writer.peak, writer.clipped]).toEqual([3, 1.25, 3])
    expect(await writer.close()).toEqual({ frames: 3, peak: 1.25, clipped: 3 })
  })

  it('replaces an existing file only when complete', async () => {
    await writeFile(path, 'old')
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    await writer.write([noise(100_000)])
    expect(await readFile(path, 'utf8')).toBe('old')
    await writer.close()
    expect((await stat(path)).size).toBe(80 + 300_000)
    expect(await readdir(folder)).toEqual(['sound.wav'])
  })

  it('leaves nothing behind when it is aborted, or disposed of without having been closed', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    void writer.write([noise(100_000)])
    await writer.abort()
    await writer.abort()
    await (await WavWriter.open(path, { sampleRate: 8000, channels: 1 }))[Symbol.asyncDispose]()
    expect(await readdir(folder)).toEqual([])
  })

  it('does nothing when it is aborted after it was closed', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    await writer.close()
    await writer.abort()
    expect(await readdir(folder)).toEqual(['sound.wav'])
  })

  it('has all full blocks on the disk when it is ready', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    void writer.write([noise(100_000)])
    await writer.ready
    expect((await stat(String(writer.temporaryPath))).size).toBeGreaterThan(300_000 - 2 ** 16)
    await writer.abort()
  })

  it('refuses calls after close', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    await writer.close()
    await expect(writer.write([noise(1)])).rejects.toThrow(
      TypeError(`the writer of ${path} is closed: open another one`),
    )
    const aborted = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    await aborted.abort()
    await expect(aborted.close()).rejects.toThrow(TypeError)
  })

  it('takes no more samples once close is called, and closes once', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    await writer.write([noise(1)])
    const closing = writer.close()
    await expect(writer.write([noise(1)])).rejects.toThrow(TypeError)
    expect(writer.close()).toBe(closing)
    await writer.abort()
    expect(await readdir(folder)).toEqual(['sound.wav'])
    expect(await closing).toMatchObject({ frames: 1 })
    const reader = new WavReader()
    expect(reader.process(await readFile(path))[0]).toHaveLength(1)
    reader.flush()
  })

  it('fails only at close if the disk is full and no write is awaited', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    const file = await open(String(writer.temporaryPath))
    await file.close()
    const full = vi.spyOn(Object.getPrototypeOf(file) as FileHandle, 'write')
    full.mockRejectedValue(Object.assign(new Error('full'), { errno: -constants.errno.ENOSPC }))
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    try {
      void writer.write([noise(100_000)])
      await expect(writer.ready).rejects.toThrow('make room')
      await new Promise((resolve) => setTimeout(resolve, 10))
      await expect(writer.close()).rejects.toThrow(FileError)
    } finally {
      process.off('unhandledRejection', unhandled)
      full.mockRestore()
    }
    expect(unhandled).not.toHaveBeenCalled()
    expect(await readdir(folder)).toEqual([])
  })

  it('takes nothing from a call with invalid arrays', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 2 })
    await expect(writer.write([noise(3)])).rejects.toThrow(
      TypeError('planar must have one array for each of 2 channels, got 1'),
    )
    await expect(writer.write([noise(3), noise(4)])).rejects.toThrow(
      RangeError('planar[1] must have as many samples as planar[0], 3, got 4'),
    )
    expect(await writer.close()).toEqual({ frames: 0, peak: 0, clipped: 0 })
  })
})

describe('a writer as a Node stream', () => {
  it('writes a stream that is piped into it, and closes at the end', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1, format: 'f32le' })
    const encoder = new WavEncoder({ sampleRate: 8000, format: 'f32le' })
    const source = Readable.from([encoder.process([noise(1000)]), encoder.process([noise(500, 2)])])
    await pipeline(
      source,
      through(() => new WavReader()),
      through(() => new ConvolverMatrix([[[0, 1]]])),
      writer.writable(),
    )
    expect(writer.frames).toBe(1501)
    expect((await decoded(path, 8000)).getChannelData(0)).toEqual(
      Float32Array.of(0, ...noise(1000), ...noise(500, 2)),
    )
  })

  it('leaves nothing behind when the piped stream fails, or it is destroyed', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    const encoder = new WavEncoder({ sampleRate: 8000, frames: 1000 })
    const cutShort = Readable.from([encoder.process([noise(500)])])
    const reading = pipeline(
      cutShort,
      through(() => new WavReader({ strict: true })),
      writer.writable(),
    )
    await expect(reading).rejects.toThrow('this WAV file is cut short: it has 500 of 1000 frames')
    const other = (await WavWriter.open(path, { sampleRate: 8000, channels: 1 })).writable()
    other.write([noise(10)])
    other.destroy()
    await once(other, 'close')
    expect(await readdir(folder)).toEqual([])
  })

  it('fails for invalid chunks', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 2 })
    const writing = pipeline(Readable.from([[noise(1)]]), writer.writable())
    await expect(writing).rejects.toThrow('planar must have one array for each of 2 channels, got 1')
    expect(await readdir(folder)).toEqual([])
  })
})

describe('more than 4 GiB', () => {
  it('is refused by the call that would exceed it, if fewer frames were promised', async () => {
    const channels = new Array<Float32Array>(16_383).fill(new Float32Array(65_541))
    const options = { sampleRate: 8000, channels: 16_383, format: 'f32le', expectedFrames: 65_539 } as const
    const writer = await WavWriter.open(path, options)
    await expect(writer.write(channels)).rejects.toThrow(
      /^the file must fit into a classic WAV file \(4 GiB\), as expectedFrames promised, got 65541 frames of 65532 bytes/,
    )
    expect(writer.frames).toBe(0)
    await writer.abort()
  })

  it('has a reserve if possible: a chunk that readers skip', async () => {
    for (const expectedFrames of [undefined, 715_827_877]) {
      const writer = await WavWriter.open(path, {
        sampleRate: 48000,
        channels: 2,
        ...(expectedFrames && { expectedFrames }),
      })
      await writer.write([noise(3), noise(3)])
      await writer.close()
      expect((await hexOf(path)).slice(0, 48)).toBe(
        bytes('RIFF', '5a 00 00 00', 'WAVE', 'JUNK', '1c 00 00 00', '00 00 00 00'),
      )
      expect((await stat(path)).size).toBe(8 + 0x5a - 8 + 8)
      expect((await decoded(path, 48000)).length).toBe(3)
    }
    const options = { sampleRate: 48000, channels: 2, expectedFrames: 715_827_876 }
    const writer = await WavWriter.open(path, options)
    await writer.close()
    expect((await stat(path)).size).toBe(44)
  })
})

test('Nothing is taken from a chunk that fails late, even if it fills more than a block', async () => {
  const late: number[] = Array.from({ length: 200_000 }, () => 0.9)
  Object.defineProperty(late, 199_999, {
    get: () => {
      throw new Error('late')
    },
  })
  const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 2, format: 's16le' })
  await writer.write([[0.25], [0.25]])
  await expect(writer.write([new Float32Array(200_000).fill(0.9), late])).rejects.toThrow()
  await writer.write([[0.5], [0.5]])
  expect(await writer.close()).toEqual({ frames: 2, peak: 0.5, clipped: 0 })
  expect((await readAudioFile(path)).channels).toEqual([
    Float32Array.of(0.25, 0.5),
    Float32Array.of(0.25, 0.5),
  ])
})

describe('opening', () => {
  it.each([
    [{ sampleRate: 0, channels: 1 }, 'sampleRate must be a whole number of at least 1, got 0'],
    [{ sampleRate: 44100.5, channels: 1 }, 'sampleRate must be a whole number of at least 1, got 44100.5'],
    [{ sampleRate: 44100, channels: NaN }, 'channels must be a whole number of at least 1, got NaN'],
    [{ sampleRate: 44100, channels: 30_000 }, 'channels is 30000: a WAV frame has at most 65535 bytes'],
    [
      { sampleRate: 2e9, channels: 1 },
      'sampleRate is 2000000000: a WAV file has at most 2^32 - 1 bytes a second',
    ],
    [
      { sampleRate: 8000, channels: 1, format: 'pcm8' as WavFormat },
      "format must be 'u8', 's16le', 's24le', 's32le', 'f32le' or 'f64le', got \"pcm8\"",
    ],
  ])('refuses %j', async (options, message) => {
    await expect(WavWriter.open(path, options)).rejects.toThrow(RangeError(message))
    expect(await readdir(folder)).toEqual([])
  })

  it('names the file, the reason and the remedy when it cannot be created', async () => {
    const missing = join(folder, 'no', 'such.wav')
    const opening = WavWriter.open(missing, { sampleRate: 8000, channels: 1 })
    await expect(opening).rejects.toThrow(FileError)
    await expect(opening).rejects.toThrow(
      `cannot write ${missing}: no such file or directory (ENOENT): ` +
        'pass the path of a file, in an existing folder that can be written',
    )
  })

  it.each([
    [undefined, TypeError('path must be a string, got undefined')],
    [5, TypeError('path must be a string, got 5')],
    ['', RangeError('path must be the path of a file, got ""')],
  ])('refuses %j as a path', async (nowhere, error) => {
    const opening = WavWriter.open(nowhere as string, { sampleRate: 8000, channels: 1 })
    await expect(opening).rejects.toThrow(error)
  })

  it('refuses a path that is a folder before any work', async () => {
    await mkdir(path)
    await expect(WavWriter.open(path, { sampleRate: 8000, channels: 1 })).rejects.toThrow(
      `cannot write ${path}: it is a folder: pass the path of a file`,
    )
    expect(await readdir(folder)).toEqual(['sound.wav'])
  })

  it('reports an error of the disk, and leaves nothing behind', async () => {
    const writer = await WavWriter.open(path, { sampleRate: 8000, channels: 1 })
    await mkdir(path) // Makes the rename at the end fail.
    await expect(writer.close()).rejects.toThrow(FileError)
    expect(await readdir(folder)).toEqual(['sound.wav'])
  })
})
