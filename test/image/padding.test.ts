import fc from 'fast-check'
import { type Boundary, chooseMethod2d, convolve2d, correlate2d } from 'tapline/image'
import { Conv1d, Conv2d } from 'tapline/layers'
import { describe, expect, test } from 'vitest'
import { naivePixel } from '../naive/image.js'
import { SEED } from '../support/seed.js'

const whole = (length: number, seed: number): number[] =>
  Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761 ^ seed) >>> 8) % 10)

/** TensorFlow's 'SAME': the number of pixels before the first and after the last. */
function tensorFlow(length: number, reach: number, stride: number): [number, number] {
  const total = length % stride === 0 ? Math.max(reach - stride, 0) : Math.max(reach - (length % stride), 0)
  return [Math.floor(total / 2), total - Math.floor(total / 2)]
}

const boundaries: readonly Boundary[] = ['fill', 'wrap', 'symmetric', 'reflect', 'replicate']
const side = fc.integer({ min: 1, max: 9 })
const pad = fc.integer({ min: 0, max: 4 })
const step = fc.integer({ min: 1, max: 3 })

describe(`padding (seed ${SEED})`, () => {
  test('equals mode valid of the padded image', () => {
    fc.assert(
      fc.property(
        fc.tuple(side, side, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), step, step),
        fc.tuple(pad, pad, pad, pad),
        fc.constantFrom(...boundaries),
        fc.boolean(),
        ([width, height, kernelWidth, kernelHeight, stride, dilation], sides, boundary, isSame) => {
          const [reachX, reachY] = [(kernelWidth - 1) * dilation + 1, (kernelHeight - 1) * dilation + 1]
          const [[left, right], [top, bottom]] = isSame
            ? [tensorFlow(width, reachX, stride), tensorFlow(height, reachY, stride)]
            : [sides.slice(0, 2), sides.slice(2)]
          const padded = { width: left + width + right, height: top + height + bottom }
          fc.pre(reachX <= padded.width && reachY <= padded.height)
          const image = { data: Float32Array.from(whole(width * height, 1)), width, height }
          const data = Array.from({ length: padded.width * padded.height }, (_, i) =>
            naivePixel(image, (i % padded.width) - left, Math.floor(i / padded.width) - top, boundary, 2),
          )
          const kernel = {
            data: whole(kernelWidth * kernelHeight, 2),
            width: kernelWidth,
            height: kernelHeight,
          }
          const padding = isSame ? 'same-upper' : { left, right, top, bottom }
          const options = { stride, dilation, method: 'direct' } as const
          for (const compute of [convolve2d, correlate2d]) {
            const actual = compute(image, kernel, { ...options, padding, boundary, fillValue: 2 })
            const expected = compute({ ...padded, data: Float32Array.from(data) }, kernel, {
              ...options,
              mode: 'valid',
            })
            expect(actual).toEqual(expected)
            if (isSame) expect(actual.width).toBe(Math.ceil(width / stride))
          }
        },
      ),
      { seed: SEED, numRuns: 300 },
    )
  })

  test('of layers is that of correlate2d, forward and backward', () => {
    const image = { data: Float32Array.from(whole(7 * 6, 3)), width: 7, height: 6 }
    for (const [padding, stride, kernelSize] of [
      ['same-upper', 2, 3],
      ['same-upper', 1, 2],
      ['same-upper', 3, 2],
      [{ left: 2, bottom: 1 }, 2, 3],
      [{ right: 1 }, 1, 4],
    ] as const) {
      const weights = whole(kernelSize * kernelSize, 4)
      using layer = new Conv2d({ inChannels: 1, outChannels: 1, kernelSize, stride, padding, weights })
      const kernel = { data: weights, width: kernelSize, height: kernelSize }
      const expected = correlate2d(image, kernel, { padding, stride })
      const output = layer.forward({ ...image, channels: 1 })
      expect([...output.data]).toEqual([...expected.data])
      // The effect of a weight on the sum of all outputs is the sum of the pixels that it meets.
      const { weights: gradient } = layer.backward({ ...output, data: output.data.map(() => 1) })
      for (const [at, slope] of gradient.entries()) {
        const one = { ...kernel, data: weights.map((_, i) => (i === at ? 1 : 0)) }
        const sums = correlate2d(image, one, { padding, stride }).data
        expect(slope).toBe(sums.reduce((a, b) => a + b))
      }
    }
  })

  test('of signals', () => {
    const input = { data: [1, 2, 4, 8], channels: 1, height: 1, width: 4 }
    const outputs = (padding: 'same-upper' | { left?: number; right?: number }, stride: number): number[] => {
      const options = { inChannels: 1, outChannels: 1, kernelSize: 3, weights: [1, 10, 100], padding, stride }
      using layer = new Conv1d(options)
      return [...layer.forward(input).data]
    }
    // One zero after, none before: 1 + 20 + 400, and 4 + 80 + 0.
    expect(outputs('same-upper', 2)).toEqual([421, 84])
    expect(outputs({ left: 2 }, 1)).toEqual([100, 210, 421, 842])
  })

  test('is refused if invalid', () => {
    const [image, kernel] = [
      { data: [1, 2, 3], width: 3, height: 1 },
      { data: [1, 1], width: 1, height: 2 },
    ]
    const bad = (options: object) => () => convolve2d(image, kernel, options)
    expect(bad({ padding: 'SAME' })).toThrow(/^padding must be 'same-upper', got "SAME"/)
    expect(bad({ padding: { left: -1 } })).toThrow('padding.left must be a whole number of at least 0')
    expect(bad({ padding: { above: 1 } })).toThrow("unknown option 'above'")
    expect(bad({ padding: { left: 1 }, mode: 'same' })).toThrow(
      'padding must not be given together with a mode',
    )
    expect(bad({ padding: { left: 1 } })).toThrow('must fit into the image of 3 x 1 pixels with its padding')
    expect(chooseMethod2d(image, kernel, { padding: { top: 1 } }).method).toBe('direct')
    const layer = { inChannels: 1, outChannels: 1, kernelSize: 3 }
    expect(() => new Conv2d({ ...layer, padding: { x: 1, left: 1 } })).toThrow("unknown option 'left'")
    expect(() => new Conv1d({ ...layer, padding: { left: 0.5 } })).toThrow(RangeError)
    expect(() => new Conv1d({ ...layer, padding: null as never })).toThrow(TypeError)
  })
})
