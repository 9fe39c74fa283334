import { type Frame, FrameFilter, FrameMatcher, gaussian, type Plane, TemporalFilter } from 'tapline/image'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume, type Resuming } from '../support/resuming.js'
import { noise } from '../support/signals.js'

const frameOf = (seed: number): Frame => ({
  data: Uint8ClampedArray.from(noise('float32', 4 * 60, seed), (value) => 128 + 127 * value),
  width: 10,
  height: 6,
})
const planeOf = (seed: number) => ({ data: noise('float64', 60, seed), width: 10, height: 6 })
const seeds = Array.from({ length: 12 }, (_, i) => i)
const frames = seeds.map(frameOf)
const planes: Plane[] = [...seeds.map(planeOf), { data: noise('float32', 30, 1), width: 6, height: 5 }]
planes[3] = { ...planeOf(3), data: planeOf(3).data.fill(NaN, 5, 7) }

const kernel = gaussian(1)
const taps = [0.5, 0.25, -0.125, 0.1]
const template = { data: noise('float32', 12, 40), width: 4, height: 3 }

const kinds: Record<string, Resuming<never, unknown>> = {
  'FrameFilter of frames': {
    create: () => new FrameFilter(kernel, { sizeChange: 'refuse', alpha: 'weight' }),
    restore: (bytes) => FrameFilter.restore(kernel, { sizeChange: 'refuse', alpha: 'weight' }, bytes),
    chunks: frames as never[],
  },
  'FrameMatcher of planes': {
    create: () => new FrameMatcher(template, { threshold: 0.5 }),
    restore: (bytes) => FrameMatcher.restore(template, { threshold: 0.5 }, bytes),
    chunks: planes as never[],
  },
  'TemporalFilter of frames': {
    create: () => new TemporalFilter(taps),
    restore: (bytes) => TemporalFilter.restore(taps, bytes),
    chunks: frames as never[],
  },
  'TemporalFilter of planes': {
    create: () => new TemporalFilter<Plane>(taps),
    restore: (bytes) => TemporalFilter.restore<Plane>(taps, bytes),
    chunks: planes as never[],
  },
}

describe.each(Object.entries(kinds))('A snapshot of a %s', (_name, resuming) => {
  test('resumes bit for bit at any moment', () => {
    expectToResume({ ...resuming, shown: plain })
  })

  test('that is forged does no harm', () => {
    expectForgeriesToDoNoHarm(resuming, 100, (error) => String(error).includes('the previous'))
  })
})

test('A snapshot of a frame filter knows its kernel, and the size of its frames', () => {
  const filter = new FrameFilter(kernel, { sizeChange: 'refuse' })
  filter.process(frames[0])
  const bytes = filter.snapshot()
  expect(() => FrameFilter.restore(gaussian(2), { sizeChange: 'refuse' }, bytes)).toThrow(
    'kernel must be what it was when the snapshot was taken',
  )
  const next = FrameFilter.restore(kernel, { sizeChange: 'refuse' }, bytes)
  expect(() => next.process({ data: new Uint8ClampedArray(4), width: 1, height: 1 })).toThrow('1 x 1')
})

/** A picture, with its data as a separate array. */
function plain(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || !('data' in result)) return result
  return Object.values(result)
}
