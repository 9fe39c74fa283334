import { beforeAll, describe, expect, it } from 'vitest'
import { synthesiseHall } from './synthesise-hall.js'

describe('the synthesised hall', () => {
  let left: Float32Array
  let right: Float32Array

  beforeAll(() => {
    const { channels } = synthesiseHall({ sampleRate: 16_000 })
    ;[left, right] = channels.map((channel) => Float32Array.from(channel))
  })

  it('is 3 s of stereo with the same samples every time, and others for another seed', () => {
    expect([left.length, right.length]).toEqual([48_000, 48_000])
    expect(synthesiseHall({ sampleRate: 16_000 }).channels).toEqual([left, right])
    expect(synthesiseHall({ sampleRate: 16_000, seed: 7 }).channels[0]).not.toEqual(left)
  })

  it('begins with the direct sound, which is its greatest sample', () => {
    expect(left.indexOf(Math.max(...left))).toBe(0)
    expect(right.indexOf(Math.max(...right))).toBeLessThan(0.001 * 16_000)
  })

  it('differs between the ears', () => {
    const product = left.reduce((sum, value, n) => sum + (n > 0 ? value * right[n] : 0), 0)
    const energy = (samples: Float32Array) => samples.reduce((sum, value) => sum + value * value, 0)
    expect(Math.abs(product) / Math.sqrt(energy(left) * energy(right))).toBeLessThan(0.2)
  })

  it('dies by 60 dB in about 2.8 s, high frequencies faster than low ones', () => {
    const time = reverberationTime(left, 16_000, -10, -40)
    expect(time).toBeGreaterThan(2.5)
    expect(time).toBeLessThan(3)
    const high = left.map((value, n) => (n > 1 ? value - 2 * left[n - 1] + left[n - 2] : 0))
    expect(reverberationTime(high, 16_000, -10, -40)).toBeLessThan(0.85 * time)
  })

  it('is 60 dB below its diffuse beginning at the end', () => {
    const rms = (from: number) => Math.hypot(...left.subarray(from, from + 1600)) / 40
    expect(20 * Math.log10(rms(48_000 - 1600) / rms(1600))).toBeCloseTo(-60, -1)
  })
})

/** Schroeder's energy decay: the remaining energy after each sample, relative to the total, in dB. */
function energyDecay(samples: Float32Array): Float64Array {
  const decay = Float64Array.from(samples, (value) => value * value)
  for (let n = decay.length - 2; n >= 0; n--) decay[n] += decay[n + 1]
  const all = decay[0]
  return decay.map((energy) => 10 * Math.log10(energy / all))
}

/** The time in which the energy falls by 60 dB, in seconds, from its fall between two levels (in dB). */
function reverberationTime(samples: Float32Array, sampleRate: number, from: number, to: number): number {
  const decay = energyDecay(samples)
  const begin = decay.findIndex((level) => level < from)
  const end = decay.findIndex((level) => level < to)
  return ((60 / (from - to)) * (end - begin)) / sampleRate
}
