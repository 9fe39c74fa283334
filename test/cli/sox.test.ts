import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resample } from 'tapline'
import { naiveTones } from '../naive/filter.js'
import { Folder } from './folder.js'
import { readWav, writeWav } from './support.js'

// SoX does not come with `npm install`; without it, the comparison is skipped.
const hasSox = spawnSync('sox', ['--version']).status === 0

let folder: Folder
beforeAll(async () => {
  folder = await Folder.make()
})
afterAll(() => folder.remove())

const RATES = [
  [44_100, 48_000],
  [48_000, 44_100],
  [96_000, 44_100],
  [48_000, 16_000],
] as const

describe.skipIf(!hasSox)('Beside SoX’s rate -v', () => {
  test.each(RATES)('a sweep from %d to %d Hz has as little noise', async (fromRate, toRate) => {
    const ideal = sweepAt(toRate, Math.min(fromRate, toRate))
    const sweep = Float32Array.from(sweepAt(fromRate, Math.min(fromRate, toRate)))
    const theirs = await converted(sweep, fromRate, toRate)
    const ours = resample(sweep, { fromRate, toRate })
    expect(ours.length).toBe(theirs.length)
    expect(noiseOf(ours, ideal)).toBeLessThan(-135)
    expect(noiseOf(resample(Float64Array.from(sweep), { fromRate, toRate }), ideal)).toBeLessThan(-138)
    // SoX has -111 dB at three of the ratios, and -146 dB at the last.
    expect(noiseOf(theirs, ideal)).toBeLessThan(-105)
  })

  test.each(RATES)('aliases from %d to %d Hz are at most −120 dB', (fromRate, toRate) => {
    if (fromRate < toRate) return
    for (const part of [1.0, 1.02, 1.3, 1.9]) {
      const frequencyHz = (part * toRate) / 2
      if (frequencyHz >= fromRate / 2) continue
      const tone = Float32Array.from(naiveTones([{ frequencyHz, phase: 0.7 }], fromRate, fromRate))
      const alias = level(middle(resample(tone, { fromRate, toRate }))) - level(tone)
      expect(alias).toBeLessThan(-120)
    }
  })

  async function converted(samples: Float32Array, fromRate: number, toRate: number): Promise<number[]> {
    const [input, output] = [folder.path('in.wav'), folder.path('out.wav')]
    await writeWav(input, [samples], { sampleRate: fromRate })
    const stored = ['-b', '32', '-e', 'floating-point']
    const { status } = spawnSync('sox', ['-D', input, ...stored, output, 'rate', '-v', String(toRate)])
    expect(status).toBe(0)
    return [...(await readWav(output)).channels[0]]
  }
})

function middle(samples: Float32Array | Float64Array | readonly number[]): number[] {
  return Array.from(samples.slice(Math.floor(0.1 * samples.length), Math.floor(0.9 * samples.length)))
}

/** The root mean square, in decibels. */
function level(samples: ArrayLike<number>): number {
  let sum = 0
  for (let n = 0; n < samples.length; n++) sum += samples[n] ** 2
  return 10 * Math.log10(sum / samples.length)
}

/** A sweep from 0 to 0.85 of the Nyquist frequency of a rate in a second. */
function sweepAt(sampleRate: number, lowerRate: number): number[] {
  return Array.from({ length: sampleRate }, (_, n) => {
    const time = n / sampleRate
    return 0.5 * Math.sin((Math.PI * 0.85 * lowerRate * time * time) / 2)
  })
}

/** The difference from the ideal in the middle, away from the ends, in decibels relative to it. */
function noiseOf(samples: Float32Array | Float64Array | readonly number[], ideal: readonly number[]): number {
  const [a, b] = [middle(samples), middle(ideal)]
  return level(a.map((value, m) => value - b[m])) - level(b)
}
