import { execFileSync } from 'node:child_process'
import { mkdtemp, open, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resample } from 'tapline'
import { InputError, WavEncoder } from 'tapline/format'
import { type AudioSource, FileError, openAudioFile, readAudioFile, WavWriter } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { noise } from '../support/signals.js'

const recording = fileURLToPath(new URL('../zoo/files/mp3-cbr.mp3', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-open-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A FLAC file: a constant of 16 bits, in one channel of 8000 Hz, in a frame of 192 samples (see RFC 9639). */
const flac = Uint8Array.from([
  ...[...Buffer.from('fLaC'), 0x80, 0, 0, 34],
  ...[0, 192, 0, 192, 0, 0, 0, 0, 0, 0],
  ...[0x01, 0xf4, 0x00, 0xf0, 0, 0, 0, 192],
  ...new Array<number>(16).fill(0),
  ...withCrc16(withCrc8([0xff, 0xf8, 0x14, 0x08, 0x00]), [0x00, 0x20, 0x00]),
])

function withCrc8(bytes: number[]): number[] {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = ((crc << 1) ^ (crc & 0x80 ? 0x07 : 0)) & 0xff
  }
  return [...bytes, crc]
}

function withCrc16(header: number[], content: number[]): number[] {
  const bytes = [...header, ...content]
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let i = 0; i < 8; i++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x8005 : 0)) & 0xffff
  }
  return [...bytes, crc >> 8, crc & 0xff]
}

async function all({ chunks }: AudioSource): Promise<number[]> {
  const samples: number[] = []
  for await (const [first] of chunks) samples.push(...first)
  return samples
}

function pipeAt(path: string): string {
  execFileSync('mkfifo', [path])
  return path
}

describe('openAudioFile', () => {
  test('reads a WAV file while it is iterated', async () => {
    const path = join(folder, 'long.wav')
    const writer = await WavWriter.open(path, { sampleRate: 22050, channels: 2, format: 'f64le' })
    const ramp = Float64Array.from({ length: 200_000 }, (_, n) => n / 7)
    await writer.write([ramp, ramp])
    await writer.close()
    const { chunks, ...header } = await openAudioFile(path)
    expect(header).toEqual({ sampleRate: 22050, channels: 2, frames: 200_000, format: 'f64le', warnings: [] })
    let count = 0
    let next = 0
    for await (const [left, right] of chunks) {
      count++
      expect(right).toEqual(left)
      expect(left).toEqual(ramp.subarray(next, (next += left.length)))
    }
    expect(next).toBe(200_000)
    expect(count).toBeGreaterThan(5)
    const asFloats = await openAudioFile(path, { precision: 'float32' })
    expect((await asFloats.chunks.next()).value?.[0]).toBeInstanceOf(Float32Array)
    await asFloats.chunks.return()
  })

  describe.skipIf(process.platform === 'win32')('from a pipe, whose bytes come once', () => {
    test('reads a WAV file while it is iterated', async () => {
      const path = pipeAt(join(folder, 'sound'))
      const encoder = new WavEncoder({ sampleRate: 8000, format: 'f32le' })
      const bytes = encoder.process([Float32Array.from({ length: 300_000 }, (_, n) => n)])
      const writing = writeFile(path, bytes)
      const sound = await openAudioFile(path)
      const samples = await all(sound)
      await writing
      expect(sound).toMatchObject({ sampleRate: 8000, frames: undefined })
      expect(samples).toEqual(Array.from({ length: 300_000 }, (_, n) => n))
    })

    test('reads a WAV file whose first bytes come one by one', async () => {
      const path = pipeAt(join(folder, 'drops'))
      const bytes = new WavEncoder({ sampleRate: 8000, format: 'u8', frames: 2 }).process([[0.5, -0.5]])
      const writing = (async () => {
        const file = await open(path, 'w')
        for (const byte of bytes) {
          await file.write(Uint8Array.of(byte))
          await new Promise((resolve) => setTimeout(resolve, 1))
        }
        await file.close()
      })()
      expect(await all(await openAudioFile(path))).toEqual([0.5, -0.5])
      await writing
    })

    test('decodes others', async () => {
      const path = pipeAt(join(folder, 'coded'))
      const writing = writeFile(path, flac)
      const sound = await openAudioFile(path)
      await writing
      expect(sound).toMatchObject({ sampleRate: 8000, channels: 1, frames: 192, format: 'FLAC' })
      expect(await all(sound)).toEqual(new Array(192).fill(0.25))
    })
  })

  test.skipIf(process.platform !== 'linux')('closes the file when it is left early', async () => {
    const path = join(folder, 'left.wav')
    await writeFile(
      path,
      new WavEncoder({ sampleRate: 8000, format: 'f32le' }).process([new Float32Array(500_000)]),
    )
    const isOpen = async () => {
      const opened = await Promise.all(
        (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
      )
      return opened.includes(path)
    }
    for (const leave of [
      async () => {
        const { chunks } = await openAudioFile(path)
        expect(await isOpen()).toBe(true)
        await chunks.return()
      },
      async () => {
        const { chunks } = await openAudioFile(path)
        await chunks.next()
        await chunks.return()
      },
    ]) {
      await leave()
      await vi.waitUntil(async () => !(await isOpen()))
    }
  })

  test('refuses what is not a path or a precision before it opens anything', async () => {
    await expect(openAudioFile(5 as unknown as string)).rejects.toThrow(TypeError)
    await expect(openAudioFile('')).rejects.toThrow('path must be the path of a file, got ""')
    const options = { precision: 'float16' as 'float32' }
    await expect(openAudioFile(join(folder, 'none.wav'), options)).rejects.toThrow(
      `precision must be 'float32' or 'float64', got "float16"`,
    )
  })

  test('decodes others at their own rate', async () => {
    const path = join(folder, 'constant.flac')
    await writeFile(path, flac)
    const sound = await openAudioFile(path)
    expect(sound).toMatchObject({ sampleRate: 8000, channels: 1, frames: 192, format: 'FLAC' })
    expect(await all(sound)).toEqual(new Array(192).fill(0.25))
  })

  test('decodes the recording of the examples', async () => {
    const sound = await openAudioFile(recording)
    expect(sound.sampleRate).toBe(44100)
    expect((await all(sound)).length).toBe(sound.frames)
  })

  test('returns what it can read of a truncated file, then fails', async () => {
    const path = join(folder, 'short.flac')
    const short = flac.slice()
    // It says there are 193 samples.
    short[25] = 193
    await writeFile(path, short)
    const { chunks } = await openAudioFile(path, { strict: true })
    expect((await chunks.next()).value?.[0]).toHaveLength(192)
    const failed = chunks.next()
    await expect(failed).rejects.toThrow(InputError)
    await expect(failed).rejects.toThrow('it has 192 of 193 frames')
  })

  test('names the file and the reason when it cannot be read', async () => {
    const missing = join(folder, 'none.wav')
    await expect(openAudioFile(missing)).rejects.toThrow(
      `cannot read ${missing}: no such file or directory (ENOENT): pass the path of a file`,
    )
    await expect(openAudioFile(folder)).rejects.toThrow(FileError)
    const empty = join(folder, 'empty.mp3')
    await writeFile(empty, '')
    await expect(openAudioFile(empty)).rejects.toThrow(`cannot read ${empty}: it is empty: pass a sound file`)
    const text = join(folder, 'text.txt')
    await writeFile(text, await readFile(new URL(import.meta.url)))
    await expect(openAudioFile(text)).rejects.toThrow(
      `cannot read ${text}: it does not begin like any known sound file: convert it to WAV or FLAC`,
    )
    const wav = join(folder, 'bad.wav')
    await writeFile(wav, 'RIFF....WAVEdata....')
    await expect(openAudioFile(wav)).rejects.toThrow(InputError)
  })

  test('names packages that are not installed', async () => {
    const path = join(folder, 'constant2.flac')
    await writeFile(path, flac)
    const fresh = await nodeWhereImportsFail(
      (name) => `Cannot find package '${name}' imported from /app/index.js`,
    )
    await expect(fresh.openAudioFile(path)).rejects.toThrow(
      'it is FLAC, and decoding it takes a package that is not installed: npm install @wasm-audio-decoders/flac, or convert',
    )
    const aac = new URL('../zoo/files/aac-adts.aac', import.meta.url).pathname
    await expect(fresh.openAudioFile(aac)).rejects.toThrow(
      'decoding it takes two packages that are not installed: npm install node-web-audio-api music-metadata',
    )
  })

  test('tells a package that is broken from one that is not installed', async () => {
    const path = join(folder, 'constant3.flac')
    await writeFile(path, flac)
    const fresh = await nodeWhereImportsFail(
      (name) => `Cannot find package 'a-dependency' imported from /app/node_modules/${name}/index.js`,
    )
    await expect(fresh.openAudioFile(path)).rejects.toThrow(
      `cannot read ${path}: it is FLAC, and its decoder (@wasm-audio-decoders/flac) is installed but cannot be loaded: ` +
        "Cannot find package 'a-dependency' imported from /app/node_modules/@wasm-audio-decoders/flac/index.js: " +
        'delete node_modules and run npm install, or convert',
    )
    const aac = new URL('../zoo/files/aac-adts.aac', import.meta.url).pathname
    await expect(fresh.openAudioFile(aac)).rejects.toThrow(
      'its decoder (node-web-audio-api music-metadata) is installed',
    )
  })
})

/** `tapline/node` in a host where no optional package can be imported, with the host's message for it. */
async function nodeWhereImportsFail(
  messageFor: (name: string) => string,
): Promise<typeof import('tapline/node')> {
  vi.resetModules()
  vi.doMock('../../src/node/load-optional.js', async (original) => {
    const { loadOptional } = await original<typeof import('../../src/node/load-optional.js')>()
    const failure = (name: string) =>
      Object.assign(new Error(messageFor(name)), { code: 'ERR_MODULE_NOT_FOUND' })
    return { loadOptional: (name: string) => loadOptional(name, () => Promise.reject(failure(name))) }
  })
  try {
    return await import('tapline/node')
  } finally {
    vi.doUnmock('../../src/node/load-optional.js')
  }
}

describe('A sample rate', () => {
  test.each(['f64le', 's16le'] as const)(
    'makes of %s what resample makes of the whole file',
    async (format) => {
      const path = join(folder, `rate-${format}.wav`)
      const stored = [1, 2].map((seed) => noise('float64', 150_001, seed).map((x) => x / 9))
      const writer = await WavWriter.open(path, { sampleRate: 44_100, channels: 2, format })
      await writer.write(stored)
      await writer.close()
      const { channels } = await readAudioFile(path)
      const rates = { fromRate: 44_100, toRate: 48_000 }
      const expected = channels.map((channel) => resample(channel, rates))
      const { frames, sampleRate, chunks } = await openAudioFile(path, { sampleRate: 48_000 })
      expect([frames, sampleRate]).toEqual([expected[0].length, 48_000])
      let [at, count] = [0, 0]
      for await (const chunk of chunks) {
        for (const [c, samples] of chunk.entries()) {
          expect(samples).toEqual(expected[c].subarray(at, at + samples.length))
        }
        at += chunk[0].length
        count++
      }
      expect(at).toBe(expected[0].length)
      expect(count).toBeGreaterThan(2)
      expect(await readAudioFile(path, { sampleRate: 48_000 })).toMatchObject({ channels: expected })
      expect(await readAudioFile(path, { sampleRate: 44_100 })).toMatchObject({
        channels,
        sampleRate: 44_100,
      })
    },
  )

  test('closes the file, however the reader leaves', async () => {
    const path = join(folder, 'leave.wav')
    const writer = await WavWriter.open(path, { sampleRate: 44_100, channels: 1, format: 's16le' })
    await writer.write([new Float32Array(200_000)])
    await writer.close()
    const openCount = async (): Promise<number> => {
      const links = (await readdir('/proc/self/fd')).map((fd) =>
        readlink(`/proc/self/fd/${fd}`).catch(() => ''),
      )
      return (await Promise.all(links)).filter((link) => link === path).length
    }
    const early = await openAudioFile(path, { sampleRate: 48_000 })
    await early.chunks.return()
    const late = await openAudioFile(path, { sampleRate: 48_000 })
    await late.chunks.next()
    await late.chunks.return()
    await expect(openAudioFile(path, { sampleRate: 1 })).rejects.toThrow(RangeError)
    expect(await openCount()).toBe(0)
    await expect(openAudioFile(path, { sampleRate: 0 })).rejects.toThrow('sampleRate must be')
    await expect(openAudioFile(path, { sampleRate: '48000' as never })).rejects.toThrow(TypeError)
  })
})
