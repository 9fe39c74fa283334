import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { adaptive } from '../../src/wasm/generated/adaptive.js'
import { core } from '../../src/wasm/generated/core.js'
import { image } from '../../src/wasm/generated/image.js'
import { pattern } from '../../src/wasm/generated/pattern.js'
import { pcm } from '../../src/wasm/generated/pcm.js'
import { resample } from '../../src/wasm/generated/resample.js'
import { inflate, inflateByHand } from '../../src/wasm/inflate.js'
import { noise } from '../support/signals.js'

const TEXT = new Uint8Array(Buffer.from('a line of text and a line of text, and another one. '.repeat(3000)))
const SKEWED = Uint8Array.from(noise('float32', 50_000, 2), (x) => Math.floor(255 * x ** 8))
const ALIKE = new Uint8Array(100_000)

describe.each([
  ['text', TEXT],
  ['bytes of a skewed distribution', SKEWED],
  ['equal bytes', ALIKE],
])('%s', (_name, bytes) => {
  test.each([
    ['fast', { level: 1 }],
    ['best', { level: 9 }],
    ['with fixed codes', { strategy: constants.Z_FIXED }],
    ['with no matches', { strategy: constants.Z_HUFFMAN_ONLY }],
  ])('deflated %s are inflated', (_kind, options) => {
    const packed = deflateRawSync(bytes, options)
    expect(Buffer.compare(inflate(packed, bytes.length), bytes)).toBe(0)
    expect(Buffer.compare(inflateByHand(packed, bytes.length), bytes)).toBe(0)
  })

  test.each([0, 1, 100, 33_333])('are inflated up to %i bytes', (length) => {
    const packed = deflateRawSync(bytes)
    expect(Buffer.compare(inflate(packed, length), bytes.subarray(0, length))).toBe(0)
    expect(Buffer.compare(inflateByHand(packed, length), bytes.subarray(0, length))).toBe(0)
  })
})

test.each(Object.entries({ adaptive, core, image, pattern, pcm, resample }))(
  'The part %s is inflated by hand as by the host',
  (_name, { packed, relaxed, baseline }) => {
    const [bytes, length] = [Buffer.from(packed, 'base64'), relaxed + baseline]
    const byHand = inflateByHand(bytes, length)
    expect(WebAssembly.validate(byHand.slice(relaxed))).toBe(true)
    expect(Buffer.compare(byHand, inflate(bytes, length))).toBe(0)
  },
)
