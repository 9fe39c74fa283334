import fc from 'fast-check'
import { InputError, readWav, type WavFormat, wavFormats, WavEncoder, WavReader } from 'tapline/format'
import { describe, expect, test } from 'vitest'
import { wavHeader } from '../../src/format/sound/wav-header.js'
import { SEED } from '../support/seed.js'
import { bytes, channelsOf, cut, le, outcome } from './support.js'

/** A `fmt ` chunk. */
function fmt(tag: number, channels: number, bits: number, more: readonly number[] = []): Uint8Array {
  const frameBytes = channels * Math.ceil(bits / 8)
  const fields = [
    le(tag, 2),
    le(channels, 2),
    le(8000, 4),
    le(8000 * frameBytes, 4),
    le(frameBytes, 2),
    le(bits, 2),
  ]
  return bytes('fmt ', le(16 + more.length, 4), fields.flat(), more)
}

/** A file of these chunks; `riffSize` is the size in the header. */
function riff(chunks: readonly Uint8Array[], { id = 'RIFF', riffSize = 0 } = {}): Uint8Array {
  const body = chunks.flatMap((chunk) => [...chunk])
  return bytes(id, le(riffSize === 0 ? body.length + 4 : riffSize, 4), 'WAVE', body)
}

function chunk(id: string, content: readonly number[], size = content.length): Uint8Array {
  return bytes(id, le(size, 4), content, content.length % 2 === 1 ? [0] : [])
}

const extension = (tag: number) => [
  ...[22, 0, 20, 0, 3, 0, 0, 0, ...le(tag, 2)],
  ...[0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71],
]

const read = (file: Uint8Array) => {
  const reader = new WavReader({ strict: true })
  const results = [reader.process(file)]
  const { header } = reader
  const { results: rest, error } = outcome(reader, [])
  return { header, channels: channelsOf([...results, ...rest]), error }
}

describe('what is read', () => {
  test.each<[WavFormat, number, number]>([
    ['u8', 1, 8],
    ['s16le', 1, 16],
    ['s24le', 1, 24],
    ['s32le', 1, 32],
    ['f32le', 3, 32],
    ['f64le', 3, 64],
  ])('is %s, with the header in either form', (format, tag, bits) => {
    const content = Array.from({ length: (bits / 8) * 4 }, (_, i) => (i * 29) % 120)
    const plain = read(riff([fmt(tag, 2, bits), chunk('data', content)]))
    expect(plain.header).toEqual({ sampleRate: 8000, channels: 2, format, frames: 2 })
    expect(plain.error).toBeUndefined()
    expect(plain.channels[0]).toHaveLength(2)
    const extensible = read(riff([fmt(0xfffe, 2, bits, extension(tag)), chunk('data', content)]))
    expect(extensible).toEqual(plain)
  })

  test('is the samples; other chunks before and after are skipped, also of odd length', () => {
    const file = riff([
      chunk('LIST', [1, 2, 3]),
      fmt(1, 1, 16, [0, 0]),
      chunk('fact', [9, 0, 0, 0]),
      chunk('data', [0, 64, 0, 192]),
      chunk('id3 ', [1, 2, 3, 4, 5]),
    ])
    expect(read(file).channels).toEqual([[0.5, -0.5]])
  })

  test('is 20 bits like 24, filled from the top', () => {
    expect(read(riff([fmt(1, 1, 20), chunk('data', [0, 0, 0x40])])).channels).toEqual([[0.5]])
  })

  test('is RF64 and BW64, with sizes of 64 bits', () => {
    for (const id of ['RF64', 'BW64']) {
      const ds64 = chunk('ds64', [...le(1000, 8), ...le(4, 8), ...le(2, 8), ...le(0, 4)])
      const file = riff([ds64, fmt(1, 1, 16), chunk('data', [0, 64, 0, 192], 0xffffffff)], {
        id,
        riffSize: 0xffffffff,
      })
      expect(read(file)).toMatchObject({ header: { frames: 2 }, channels: [[0.5, -0.5]], error: undefined })
    }
  })

  test('is RF64 as soon as 32 bits cannot count the samples, with the padding byte', () => {
    const start = (frames: number): Buffer =>
      Buffer.from(wavHeader({ sampleRate: 8000, channels: 1, format: 'u8' }, { frames }))
    const most = 2 ** 32 - 2 - 36 // in 36 bytes of chunks
    expect(start(most).toString('latin1', 0, 4)).toBe('RIFF')
    expect(start(most).readUInt32LE(4)).toBe(2 ** 32 - 2)
    expect(start(most + 1).toString('latin1', 0, 4)).toBe('RF64')
  })

  test('is more than 4 GiB if RF64 says so', () => {
    const reader = new WavReader({ strict: true })
    reader.process(wavHeader({ sampleRate: 48000, channels: 2, format: 's24le' }, { frames: 2 ** 33 }))
    expect(reader.header?.frames).toBe(2 ** 33)
    expect(() => reader.flush()).toThrow(`it has 0 of ${2 ** 33} frames, in 0 of ${6 * 2 ** 33} bytes`)
  })

  test.each([
    ['FFmpeg', 0xffffffff, 0xffffffff],
    ['SoX', 0x7ffff048, 0x7fffefff],
    ['arecord', 0x80000024, 0x80000000],
    ['GStreamer', 0x7fff0024, 0x7fff0000],
    ['a writer that was ended from outside', 36, 0],
  ])('is everything up to the end if the header is that of %s in a pipe', (_, riffSize, size) => {
    const file = riff([fmt(1, 1, 24), chunk('data', [0, 0, 64, 0, 0, 192], size)], { riffSize })
    expect(read(file)).toEqual({
      header: { sampleRate: 8000, channels: 1, format: 's24le', frames: undefined },
      channels: [[0.5, -0.5]],
      error: undefined,
    })
  })

  test('is without the padding byte that SoX writes into pipes as well', () => {
    const file = riff([fmt(1, 1, 24), chunk('data', [0, 0, 64], 0x7fffefff)])
    expect(read(file)).toMatchObject({ channels: [[0.5]], error: undefined })
  })

  test('is nothing if the file is empty', () => {
    const empty = riff([fmt(1, 1, 16), chunk('data', []), chunk('LIST', [1, 2])])
    expect(read(empty)).toEqual({
      header: { sampleRate: 8000, channels: 1, format: 's16le', frames: 0 },
      channels: [[]],
      error: undefined,
    })
  })

  test('is samples after a size of 0 that was never completed, and nothing if another chunk follows', () => {
    const samples = (count: number) => Array.from({ length: count }, (_, i) => [0, i % 64]).flat()
    for (const count of [4, 5, 400]) {
      const data = bytes('data', le(0, 4), samples(count))
      const file = riff([fmt(1, 1, 16), data])
      for (const sizes of [[file.length], [1], [45, 3], [7]]) {
        const { results, error } = outcome(new WavReader(), cut(file, sizes))
        expect(error).toBeUndefined()
        expect(channelsOf(results)).toEqual([Array.from({ length: count }, (_, i) => (i % 64) / 128)])
      }
    }
    const list = chunk('LIST', [...Buffer.from('INFO')])
    expect(read(riff([fmt(1, 1, 16), chunk('data', []), list]))).toMatchObject({
      header: { frames: 0 },
      channels: [[]],
      error: undefined,
    })
    // Too few to decide which of both they are.
    expect(read(riff([fmt(1, 1, 16), bytes('data', le(0, 4), samples(3))])).error).toBeInstanceOf(InputError)
  })

  test.each([4_294_967_195, 4_294_967_295 - 36, 2 ** 32 - 1 - 44])(
    'is everything up to the end if a stream states a size of %i',
    (size) => {
      const file = riff([fmt(1, 1, 16), chunk('data', [0, 64, 0, 192], size)], { riffSize: 2 ** 32 - 1 })
      expect(read(file)).toMatchObject({
        header: { frames: undefined },
        channels: [[0.5, -0.5]],
        error: undefined,
      })
    },
  )

  test(`does not depend on the chunks (seed ${SEED})`, () => {
    const file = riff([
      chunk('JUNK', [1, 2, 3]),
      fmt(0xfffe, 2, 24, extension(1)),
      chunk(
        'data',
        Array.from({ length: 60 }, (_, i) => (i * 41) % 256),
      ),
      chunk('LIST', [1, 2, 3]),
    ])
    const whole = read(file)
    const sizes = fc
      .array(fc.nat(20), { minLength: 1, maxLength: 6 })
      .filter((list) => list.some((n) => n > 0))
    const property = fc.property(sizes, (list) => {
      const { results, error } = outcome(new WavReader(), cut(file, list))
      expect(error).toBeUndefined()
      expect(channelsOf(results)).toEqual(whole.channels)
    })
    fc.assert(property, { seed: SEED })
  })

  test('is written by WavEncoder again after each flush, and must be a chunk', () => {
    const encoder = new WavEncoder({ sampleRate: 8000, format: 'u8', frames: 1 })
    const once = () => [...encoder.process([[0.5]]), ...encoder.flush()]
    const first = once()
    expect(encoder.frames).toBe(1)
    expect(once()).toEqual(first)
    expect(() => encoder.flush()).toThrow('frames must be the number written, got 1 for 0')
    expect(() => encoder.process([null as unknown as number[]])).toThrow(
      'planar[0] must be a Float32Array, a Float64Array or an array of numbers, got null',
    )
  })

  test('comes back from WavEncoder, in each format', () => {
    for (const format of wavFormats) {
      for (const frames of [undefined, 3]) {
        const encoder = new WavEncoder({ sampleRate: 44100, format, ...(frames !== undefined && { frames }) })
        const file = bytes(
          [...encoder.process([[0.5]])],
          [...encoder.process([[-0.25, 0]])],
          [...encoder.flush()],
        )
        expect(read(file)).toEqual({
          header: { sampleRate: 44100, channels: 1, format, frames },
          channels: [[0.5, -0.25, 0]],
          error: undefined,
        })
      }
    }
  })
})

describe('Errors', () => {
  const data = chunk('data', [0, 64])
  test.each<[string, Uint8Array, number]>([
    ['the input is empty: a WAV file is due', bytes(), 0],
    ['this WAV file is cut short: it ends at byte 7, before its samples', bytes('RIFF', [1, 2, 3]), 7],
    [
      'this is not a WAV file: it begins with "fLaC", not with "RIFF": read AIFF, AU, CAF and Wave64 with SoundReader, and convert others',
      bytes('fLaC', new Array<number>(20).fill(0)),
      0,
    ],
    [
      'this WAV file has samples before it says what they are: no fmt chunk came before byte 12',
      riff([data, fmt(1, 1, 16)]),
      12,
    ],
    [
      'this WAV file has a fmt chunk of 10 bytes, which must be at least 16 (byte 20)',
      riff([chunk('fmt ', new Array<number>(10).fill(1)), data]),
      20,
    ],
    [
      'this WAV file has a fmt chunk of 0 bytes, which must be at least 16 (byte 20)',
      riff([chunk('fmt ', []), data]),
      20,
    ],
    ['this WAV file has 0 channels (byte 22)', riff([fmt(1, 0, 16), data]), 22],
    [
      'this WAV file holds no plain samples, but MP3 (format 0x0055): convert it, for example with FFmpeg (byte 20)',
      riff([fmt(0x55, 1, 8), data]),
      20,
    ],
    ['this WAV file has samples of 64 bits: convert it (byte 34)', riff([fmt(1, 1, 64), data]), 34],
    [
      'this WAV file has floating-point samples of 16 bits: convert it (byte 34)',
      riff([fmt(3, 1, 16), data]),
      34,
    ],
    [
      'this WAV file has a ds64 chunk of 4 bytes, which must be 24 (byte 20)',
      riff([chunk('ds64', [1, 2, 3, 4])], { id: 'RF64' }),
      20,
    ],
    [
      'this WAV file says it has 9223372036854775807 bytes of samples (byte 28)',
      riff([chunk('ds64', [...le(0, 8), ...new Array<number>(7).fill(255), 127, ...le(0, 12)])], {
        id: 'RF64',
      }),
      28,
    ],
  ])('%s', (message, file, offset) => {
    for (const sizes of [[file.length + 1], [1], [3, 5]]) {
      const { results, error } = outcome(new WavReader(), cut(file, sizes))
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject({ message, offset })
      expect(results.flat()).toEqual([])
    }
  })

  test('is reported after all samples: a truncated file, and one that ends within a frame', () => {
    const file = riff([fmt(1, 2, 16), chunk('data', [0, 64, 0, 64, 0, 192, 0, 192, 1], 400)])
    for (const sizes of [[1000], [1], [7, 11]]) {
      const { results, error } = outcome(new WavReader({ strict: true }), cut(file.subarray(0, 53), sizes))
      expect(channelsOf(results)).toEqual([
        [0.5, -0.5],
        [0.5, -0.5],
      ])
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject({
        offset: 53,
        message:
          'this WAV file is cut short: it has 2 of 100 frames, in 9 of 400 bytes of samples, up to byte 53',
      })
    }
    expect(read(riff([fmt(1, 1, 16), chunk('data', [0, 64, 5])])).error).toMatchObject({
      message:
        'this WAV file ends within a frame: it has 1 of 2 frames, in 3 of 3 bytes of samples, up to byte 47',
    })
    expect(read(riff([fmt(1, 2, 16), chunk('data', [0, 64, 5, 6, 7], 0xffffffff)])).error).toBeInstanceOf(
      InputError,
    )
  })

  test('is a warning after the samples, unless the reader is strict', () => {
    const reader = new WavReader()
    const cutShort = riff([fmt(1, 1, 16), chunk('data', [0, 64], 100)])
    expect(reader.process(cutShort)).toEqual([Float32Array.of(0.5)])
    expect(reader.warnings).toEqual([])
    expect(reader.flush()).toEqual([new Float32Array(0)])
    const { warnings } = reader
    expect(warnings.map(String)).toEqual([expect.stringContaining('is cut short: it has 1 of 50 frames')])
    expect(warnings[0]).toMatchObject({ offset: 46 })
    reader.process(riff([fmt(1, 1, 16), chunk('data', [0, 64])]))
    reader.flush()
    expect([warnings.length, reader.warnings.length]).toEqual([1, 0])
    // Without a header, there is nothing.
    reader.process(cutShort.subarray(0, 30))
    expect(() => reader.flush()).toThrow(InputError)
  })

  test('does not stay: the reader starts again', () => {
    const reader = new WavReader({ strict: true })
    reader.process(riff([fmt(1, 1, 16), chunk('data', [0, 64], 100)]))
    expect(() => reader.flush()).toThrow(InputError)
    expect(reader.header).toBeUndefined()
    expect(reader.process(riff([fmt(1, 1, 16), chunk('data', [0, 64])]))).toEqual([Float32Array.of(0.5)])
    reader.flush()
    expect(() => reader.process('RIFF' as unknown as Uint8Array)).toThrow(TypeError)
    expect(() => new WavReader({ precision: 'double' as 'float64' })).toThrow(RangeError)
  })

  test('is a WAV encoder that got more or fewer frames than promised', () => {
    const encoder = new WavEncoder({ sampleRate: 8000, frames: 2 })
    encoder.process([[1]])
    expect(() => encoder.process([[1, 2]])).toThrow(
      'frames must be the number written, got 2 for 3 or more: pass the right number, or none',
    )
    expect(() => encoder.flush()).toThrow(
      'frames must be the number written, got 2 for 1: the file is cut short',
    )
    expect(() => new WavEncoder({ sampleRate: 0 })).toThrow(RangeError)
    expect(() => new WavEncoder({ sampleRate: 8000, frames: -1 })).toThrow(RangeError)
  })
})

describe('readWav', () => {
  const file = riff([fmt(1, 1, 16), chunk('data', [0, 64, 0, 192])])

  /** Yields the bytes one by one, and notes that it was closed. */
  async function* slowly(content: Uint8Array, log: string[]) {
    try {
      for (const byte of content) yield await Promise.resolve(Uint8Array.of(byte))
    } finally {
      log.push('closed')
    }
  }

  test('returns the header, then the samples, and closes the source', async () => {
    const log: string[] = []
    const { chunks, ...header } = await readWav(slowly(file, log), { precision: 'float64' })
    expect(header).toEqual({
      warnings: [],
      sampleRate: 8000,
      channels: 1,
      format: 's16le',
      frames: 2,
    })
    const samples: unknown[] = []
    for await (const samplesOfAll of chunks) samples.push(samplesOfAll)
    expect(samples).toEqual([[Float64Array.of(0.5)], [Float64Array.of(-0.5)]])
    expect(log).toEqual(['closed'])
  })

  test('closes the source when its reader stops, even before the first sample', async () => {
    const log: string[] = []
    const { chunks } = await readWav(slowly(file, log))
    await chunks.return()
    expect(log).toEqual(['closed'])
  })

  test('fails at once for other files, and after the samples for truncated ones', async () => {
    await expect(readWav([bytes('RIFF')])).rejects.toThrow(InputError)
    const { chunks } = await readWav([file.subarray(0, 46)], { strict: true })
    expect((await chunks.next()).value).toEqual([Float32Array.of(0.5)])
    await expect(chunks.next()).rejects.toThrow('it has 1 of 2 frames')
    const lenient = await readWav([file.subarray(0, 46)])
    for await (const [mono] of lenient.chunks) expect(mono).toEqual(Float32Array.of(0.5))
    expect(lenient.warnings.map(String)).toEqual([expect.stringContaining('it has 1 of 2 frames')])
    expect((await readWav([riff([fmt(1, 1, 16), chunk('data', [])])])).frames).toBeUndefined()
  })
})
