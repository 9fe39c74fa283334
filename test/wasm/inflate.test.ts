import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inflate } from '../../src/wasm/inflate.js'
import { noise } from '../support/signals.js'

const RANDOM = Uint8Array.from(noise('float32', 70_000, 1), (x) => Math.floor(128 * (x + 1)))
const TEXT = new Uint8Array(Buffer.from('a line of text and a line of text, and another one. '.repeat(3000)))
const SKEWED = Uint8Array.from(noise('float32', 50_000, 2), (x) => Math.floor(255 * x ** 8))
const ALIKE = new Uint8Array(100_000)

describe.each([
  ['random bytes', RANDOM],
  ['text', TEXT],
  ['bytes of a skewed distribution', SKEWED],
  ['equal bytes', ALIKE],
  ['one byte', Uint8Array.of(7)],
  ['nothing', new Uint8Array(0)],
])('inflate undoes deflation of %s', (_name, bytes) => {
  test.each([
    ['stored', { level: 0 }],
    ['fast', { level: 1 }],
    ['best', { level: 9 }],
    ['with fixed codes', { strategy: constants.Z_FIXED }],
    ['with no matches', { strategy: constants.Z_HUFFMAN_ONLY }],
  ])('%s', (_kind, options) => {
    const packed = deflateRawSync(bytes, options)
    expect(Buffer.compare(inflate(packed, bytes.length), bytes)).toBe(0)
  })

  test('up to any length', () => {
    const packed = deflateRawSync(bytes)
    for (const length of [0, 1, 100, 33_333].filter((length) => length <= bytes.length)) {
      expect(Buffer.compare(inflate(packed, length), bytes.subarray(0, length))).toBe(0)
    }
  })
})
