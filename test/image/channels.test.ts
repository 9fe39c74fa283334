import { mergeChannels, type Plane, splitChannels, toFrame } from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { noiseFrame } from '../support/frames.js'

const planeOf = (...data: number[]): Plane => ({ data, width: data.length, height: 1 })

describe('Channels', () => {
  test('merge into the frame that they were split from', () => {
    const frame = noiseFrame(7, 5, 1)
    const channels = splitChannels(frame)
    expect(channels.blue.data[8]).toBe(frame.data[4 * 8 + 2])
    expect([channels.alpha.width, channels.alpha.height]).toEqual([7, 5])
    expect(mergeChannels(channels)).toEqual(frame)
  })

  test('are rounded, halves to even, and clamped; without alpha they are opaque', () => {
    const [red, green, blue] = [planeOf(-3, 0.5), planeOf(1e9, NaN), planeOf(2.5, 254.5)]
    expect([...mergeChannels({ red, green, blue }).data]).toEqual([0, 255, 2, 255, 0, 0, 254, 255])
    const alpha = planeOf(0, 7)
    expect([...mergeChannels({ red, green, blue, alpha }).data]).toEqual([0, 255, 2, 0, 0, 0, 254, 7])
  })

  test('must be planes of one size', () => {
    const plane = planeOf(1, 2)
    expect(() => mergeChannels({ red: plane, green: plane, blue: planeOf(1) })).toThrow(
      'blue must be 2 x 1, like red, got 1 x 1',
    )
    expect(() => mergeChannels({ red: plane, green: plane, blue: plane, alpha: planeOf(1) })).toThrow('alpha')
    const none = null as unknown as Plane
    expect(() => mergeChannels({ red: none, green: plane, blue: plane })).toThrow(TypeError)
    expect(() => mergeChannels({ red: plane, green: none, blue: plane })).toThrow(
      'green must be an object { data, width, height } of numbers, row by row, got null',
    )
    expect(() => splitChannels({ data: new Uint8ClampedArray(3), width: 1, height: 1 })).toThrow(RangeError)
  })
})

describe('toFrame', () => {
  const greys = (plane: Plane, options?: Parameters<typeof toFrame>[1]): number[] => {
    const { data } = toFrame(plane, options)
    expect(data.every((byte, i) => (i % 4 === 3 ? byte === 255 : byte === data[i - (i % 4)]))).toBe(true)
    return [...data].filter((_, i) => i % 4 === 0)
  }

  test('shows the numbers of a range as shades of grey', () => {
    expect(greys(planeOf(-1, 0, 0.5, 1.5, 254, 255, 300))).toEqual([0, 0, 0, 2, 254, 255, 255])
    expect(greys(planeOf(-4, -2, 0, 2, 4, 9), { range: [-4, 4] })).toEqual([0, 64, 128, 191, 255, 255])
    expect(greys(planeOf(0, 1, 3), { range: [1, 0] })).toEqual([255, 0, 0])
  })

  test('finds the range of a plane', () => {
    expect(greys(planeOf(3, 4, 5, NaN, Infinity, -Infinity), { range: 'auto' })).toEqual([
      0, 128, 255, 0, 255, 0,
    ])
    expect(greys(planeOf(7, 7), { range: 'auto' })).toEqual([0, 0])
    expect(greys(planeOf(NaN), { range: 'auto' })).toEqual([0])
  })

  test('refuses invalid ranges', () => {
    expect(() => toFrame(planeOf(1), { range: [1, 1] })).toThrow(
      'range must be two different numbers, got [1, 1]',
    )
    expect(() => toFrame(planeOf(1), { range: [0, NaN] })).toThrow(RangeError)
    expect(() => toFrame(planeOf(1), { range: [0] as unknown as [number, number] })).toThrow(TypeError)
    expect(() => toFrame(planeOf(1), { range: 5 as unknown as 'auto' })).toThrow(TypeError)
    expect(() => toFrame(planeOf(1), { range: 'full' as 'auto' })).toThrow(RangeError)
    expect(() => toFrame(null as unknown as Plane)).toThrow(TypeError)
  })
})
