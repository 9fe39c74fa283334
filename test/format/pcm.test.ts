import fc from 'fast-check'
import { InputError, PcmDecoder, PcmEncoder, type PcmFormat, pcmFormats } from 'tapline/format'
import { describe, expect, test } from 'vitest'
import { naiveDecode, naiveEncode, naiveFormat } from '../naive/pcm.js'
import { SEED } from '../support/seed.js'
import { cut } from './support.js'

const bytesOf = (format: PcmFormat) => naiveFormat(format).bits / 8
const integers = pcmFormats.filter((format) => !format.startsWith('f'))

describe('the definitions', () => {
  test.each([
    ['u8', [0], -1],
    ['u8', [255], 127 / 128],
    ['s8', [0x80], -1],
    ['s16le', [0x01, 0x80], -32767 / 32768],
    ['s16be', [0x40, 0x00], 0.5],
    ['s24le', [0xff, 0xff, 0xff], -(2 ** -23)],
    ['s24be', [0x20, 0x00, 0x00], 0.25],
    ['s32le', [0, 0, 0, 0x80], -1],
    ['f32le', [0, 0, 0x80, 0x3f], 1],
    ['f32be', [0xc0, 0, 0, 0], -2],
    ['f64be', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
  ])('%s %j is %d', (name, bytes, sample) => {
    expect(naiveDecode(bytes, naiveFormat(name))).toBe(sample)
    if (!name.startsWith('f')) expect(naiveEncode(sample, naiveFormat(name))).toEqual(bytes)
  })
})

describe('PcmDecoder', () => {
  test('does not allocate arrays for the channels of an incomplete frame', () => {
    const decoder = new PcmDecoder({ format: 'u8', channels: 65_535 })
    const nothing = decoder.process(new Uint8Array(65_534))
    expect(nothing).toHaveLength(65_535)
    expect(new Set(nothing).size).toBe(1)
    expect(nothing[0]).toEqual(new Float32Array(0))
    expect(new Set(decoder.process(new Uint8Array(1))).size).toBe(65_535)
  })

  test.each(pcmFormats)(
    `%s equals the definition, however cut and wherever in memory (seed ${SEED})`,
    (format) => {
      const property = fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 5 }).filter((sizes) => sizes.some((size) => size > 0)),
        fc.nat(7),
        (bytes, channels, sizes, address) => {
          const whole = bytes.subarray(0, bytes.length - (bytes.length % (channels * bytesOf(format))))
          const decoder = new PcmDecoder({ format, channels, precision: 'float64' })
          const chunks = cut(whole, sizes, address).map((chunk) => decoder.process(chunk))
          chunks.push(decoder.flush())
          for (let channel = 0; channel < channels; channel++) {
            const samples = chunks.flatMap((chunk) => [...chunk[channel]])
            expect(samples).toEqual(naiveChannel(whole, format, channel, channels))
          }
        },
      )
      fc.assert(property, { seed: SEED, numRuns: 100 })
    },
  )

  test('refuses more channels than a file can hold', () => {
    for (const channels of [65_536, 2 ** 28, 2 ** 53 - 1]) {
      const message = `channels must be a whole number from 1 to 65535, got ${channels}`
      expect(() => new PcmDecoder({ format: 's16le', channels })).toThrow(RangeError(message))
      expect(() => new PcmEncoder({ format: 's16le', channels })).toThrow(RangeError(message))
    }
  })

  test('gives the precision that holds the values, unless told otherwise', () => {
    const kinds = pcmFormats.map((format) => new PcmDecoder({ format }).precision)
    expect(kinds).toEqual(pcmFormats.map((format) => (/s32|f64/.test(format) ? 'float64' : 'float32')))
    const decoder = new PcmDecoder({ format: 's32le', precision: 'float32' })
    expect(decoder.process(Uint8Array.of(0, 0, 0, 64))).toEqual([Float32Array.of(0.5)])
  })

  test('takes pooled buffers at odd addresses', () => {
    const pool = Buffer.alloc(64, 0xaa)
    pool.writeInt16LE(-16384, 7)
    const decoder = new PcmDecoder({ format: 's16le' })
    expect(decoder.process(pool.subarray(7, 9))).toEqual([Float32Array.of(-0.5)])
  })

  test('says how much is left where the input ends within a frame, and starts again', () => {
    const decoder = new PcmDecoder({ format: 's24le', channels: 2 })
    decoder.process(new Uint8Array(16))
    expect(() => decoder.flush()).toThrow(
      'the samples end within a frame: 16 bytes are 2 frames of 6 bytes (2 x s24le) and 4 more: ' +
        'check format and channels, or the input is cut short',
    )
    expect(decoder.process(new Uint8Array(6))[1]).toHaveLength(1)
    expect(decoder.flush()).toEqual([new Float32Array(0), new Float32Array(0)])
    decoder.process(new Uint8Array(7))
    decoder.reset()
    expect(decoder.process(new Uint8Array(6))[0]).toHaveLength(1)
  })

  test('reports the offset', () => {
    const decoder = new PcmDecoder({ format: 's16le' })
    decoder.process(new Uint8Array(5))
    const error = caught(() => decoder.flush())
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ name: 'InputError', offset: 5 })
  })

  test('refuses an invalid format, count or chunk, and keeps its state', () => {
    expect(() => new PcmDecoder({ format: 's16' as PcmFormat })).toThrow(RangeError)
    expect(() => new PcmDecoder({ format: 's16le', channels: 0 })).toThrow(
      'channels must be a whole number from 1 to 65535, got 0',
    )
    expect(() => new PcmDecoder({ format: 's16le', precision: 'int' as 'float32' })).toThrow(RangeError)
    const decoder = new PcmDecoder({ format: 's16le' })
    decoder.process(Uint8Array.of(0))
    expect(() => decoder.process('text' as unknown as Uint8Array)).toThrow(TypeError)
    expect(decoder.process(Uint8Array.of(64))).toEqual([Float32Array.of(0.5)])
  })
})

describe('PcmEncoder', () => {
  test.each(integers)(`%s equals the definition (seed ${SEED})`, (format) => {
    const sample = fc.oneof(
      fc.double({ min: -1.1, max: 1.1, noNaN: true }),
      fc.constantFrom(
        0,
        1,
        -1,
        NaN,
        Infinity,
        -Infinity,
        2 ** -8,
        1.5 / 2 ** 15,
        -1.5 / 2 ** 15,
        -0.5 / 2 ** 23,
      ),
    )
    const property = fc.property(fc.array(sample, { maxLength: 20 }), (samples) => {
      const encoder = new PcmEncoder({ format, channels: 2 })
      const bytes = encoder.process([samples, samples.map((x) => -x)])
      const expected = samples.flatMap((x) =>
        [x, -x].flatMap((value) => naiveEncode(value, naiveFormat(format))),
      )
      expect([...bytes]).toEqual(expected)
      expect(encoder.clipped).toBe(2 * samples.filter((x) => !(Math.abs(x) <= 1)).length)
      expect(encoder.frames).toBe(samples.length)
    })
    fc.assert(property, { seed: SEED, numRuns: 100 })
  })

  test.each(pcmFormats)('%s comes back the same', (format) => {
    const decoder = new PcmDecoder({ format, channels: 3 })
    const bytes = Uint8Array.from({ length: 3 * bytesOf(format) * 50 }, (_, i) => (i * 37 + (i >> 3)) % 120)
    const samples = decoder.process(bytes)
    expect(new PcmEncoder({ format, channels: 3 }).process(samples)).toEqual(bytes)
  })

  test('does not clip floating point, and reports the peak', () => {
    const encoder = new PcmEncoder({ format: 'f32be' })
    expect([...encoder.process([[2, -3, NaN]])]).toEqual([
      ...[0x40, 0, 0, 0],
      ...[0xc0, 0x40, 0, 0],
      ...[0x7f, 0xc0, 0, 0],
    ])
    expect([encoder.clipped, encoder.peak, encoder.frames]).toEqual([0, 3, 3])
    expect(encoder.flush()).toHaveLength(0)
    encoder.dispose()
    expect(encoder.peak).toBe(3)
    encoder.reset()
    expect([encoder.clipped, encoder.peak, encoder.frames]).toEqual([0, 0, 0])
  })

  test('takes no part of a chunk that fails late', () => {
    const encoder = new PcmEncoder({ format: 's16le', channels: 2 })
    const late = Array.from({ length: 70_000 }, () => 0.9)
    Object.defineProperty(late, 69_999, {
      get: () => {
        throw new Error('late')
      },
    })
    encoder.process([[0.5], [2]])
    expect(() => encoder.process([new Float32Array(70_000).fill(0.9), late])).toThrow()
    expect([encoder.frames, encoder.peak, encoder.clipped]).toEqual([1, 2, 1])
  })

  test('takes no part of invalid chunks', () => {
    const encoder = new PcmEncoder({ format: 's16le', channels: 2 })
    expect(() => encoder.process([[1]])).toThrow(
      TypeError('planar must have one array for each of 2 channels, got 1'),
    )
    expect(() => encoder.process([[1], [1, 2]])).toThrow(
      RangeError('planar[1] must have as many samples as planar[0], 1, got 2'),
    )
    expect(() => encoder.process([[1], 'x' as unknown as number[]])).toThrow(
      'planar[1] must be a Float32Array, a Float64Array or an array of numbers, got "x"',
    )
    expect(() => encoder.process(Float32Array.of(1, 2) as unknown as number[][])).toThrow(
      'planar must be an array of one array per channel',
    )
    expect(encoder.frames).toBe(0)
    expect(() => new PcmEncoder({ format: 'alaw' as PcmFormat })).toThrow(RangeError)
  })
})

function naiveChannel(bytes: Uint8Array, format: PcmFormat, channel: number, channels: number): number[] {
  const size = bytesOf(format)
  const samples: number[] = []
  for (let at = channel * size; at + size <= bytes.length; at += channels * size) {
    samples.push(naiveDecode([...bytes.subarray(at, at + size)], naiveFormat(format)))
  }
  return samples
}

function caught(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}
