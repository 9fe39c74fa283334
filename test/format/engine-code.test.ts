import fc from 'fast-check'
import { PcmDecoder, PcmEncoder } from 'tapline/format'
import { describe, expect, test } from 'vitest'
import { naiveDecode, naiveEncode, naiveFormat } from '../naive/pcm.js'
import { SEED } from '../support/seed.js'

const s16le = naiveFormat('s16le')
const codes = Uint8Array.from({ length: 2 * 65_536 }, (_, i) => (i % 2 === 0 ? (i >> 1) & 0xff : i >> 9))

/** Numbers that are hard to round, and numbers that do not fit. */
const hard = [
  ...[0, -0, 1, -1, NaN, Infinity, -Infinity, 1e-45, -1e-45, 3e38, -3e38, 1 + 2 ** -23, -1 - 2 ** -23],
  ...[0.5, -0.5, 0.5 - 2 ** -25, -0.5 - 2 ** -24, 1.5, 32766.5, 32767.5, -32768.5, 32767.498].map(
    (x) => x / 32_768,
  ),
].map(Math.fround)

describe('Blocks of s16le, which go by the engine', () => {
  test.each([1, 2, 3, 6])('can hold all integers in %i channels', (channels) => {
    const whole = codes.subarray(0, codes.length - (codes.length % (2 * channels)))
    const decoder = new PcmDecoder({ format: 's16le', channels })
    const planar = decoder.process(whole)
    for (const [c, samples] of planar.entries()) {
      const wrong = samples.findIndex((sample, i) => {
        const at = 2 * (i * channels + c)
        return sample !== naiveDecode([whole[at], whole[at + 1]], s16le)
      })
      expect(wrong).toBe(-1)
    }
    const encoder = new PcmEncoder({ format: 's16le', channels })
    expect(Buffer.compare(encoder.process(planar), whole)).toBe(0)
    expect([encoder.peak, encoder.clipped]).toEqual([1, 0])
  })

  test(`equal the definition for any numbers (seed ${SEED})`, () => {
    const sample = fc.oneof(
      fc.constantFrom(...hard),
      fc.float(),
      fc.float({ min: Math.fround(-1.1), max: Math.fround(1.1) }),
    )
    const property = fc.property(
      fc.array(sample, { minLength: 64, maxLength: 80 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(3),
      (numbers, channels, skipped) => {
        const samples = Float32Array.from([...new Array<number>(skipped).fill(9), ...numbers]).subarray(
          skipped,
        )
        const encoder = new PcmEncoder({ format: 's16le', channels })
        const bytes = encoder.process(new Array(channels).fill(samples))
        const expected = numbers.flatMap(
          (x) => new Array(channels).fill(naiveEncode(x, s16le)).flat() as number[],
        )
        expect([...bytes]).toEqual(expected)
        expect(encoder.clipped).toBe(channels * numbers.filter((x) => !(Math.abs(x) <= 1)).length)
        expect(encoder.peak).toBe(Math.max(0, ...numbers.filter((x) => !Number.isNaN(x)).map(Math.abs)))
      },
    )
    fc.assert(property, { seed: SEED, numRuns: 300 })
  })

  test('may be longer than one run of the engine', () => {
    const frames = 70_001
    const planar = [0, 1].map((c) =>
      Float32Array.from({ length: frames }, (_, i) => ((i * (c + 3)) % 65_536) / 65_536 - 0.5),
    )
    planar[1][frames - 1] = -1.5
    const encoder = new PcmEncoder({ format: 's16le', channels: 2 })
    const bytes = encoder.process(planar)
    expect([encoder.peak, encoder.clipped, bytes.length]).toEqual([1.5, 1, 4 * frames])
    for (const i of [0, 1, 32_767, 32_768, 65_535, 65_536, frames - 2, frames - 1]) {
      expect([...bytes.subarray(4 * i, 4 * i + 4)]).toEqual(
        planar.flatMap((samples) => naiveEncode(samples[i], s16le)),
      )
    }
    const odd = new Uint8Array(bytes.length + 1)
    odd.set(bytes, 1)
    expect(new PcmDecoder({ format: 's16le', channels: 2 }).process(odd.subarray(1))[0]).toEqual(
      planar[0].map((x) => Math.floor(x * 32_768 + 0.5) / 32_768),
    )
  })
})
