import fc from 'fast-check'
import type { Resumable } from 'tapline'
import { expect } from 'vitest'
import { forged, forgery } from '../fuzz/forgery.js'
import { SEED } from './seed.js'

/** A processor whose snapshots are to be tested. */
export interface Resuming<In, Out> {
  /** Makes one. */
  readonly create: () => Resumable<In, Out>
  /** Restores one that is like those of `create`. */
  readonly restore: (bytes: Uint8Array) => Resumable<In, Out>
  /** What it is given. Make these small, so that moments of all kinds lie between them; at least one is needed. */
  readonly chunks: readonly In[]
  /** The results in a form that can be compared bit for bit, where they are not plain arrays and objects of numbers. */
  readonly shown?: (result: Out) => unknown
}

/**
 * Lets a processor be carried elsewhere at random moments (before the first chunk, between chunks, after the last), and requires
 * that it gives the same bits as one that runs through, twice, with `flush` in between; that a restored one has the same
 * snapshot; and that the one that a snapshot was taken of continues as if nothing had been.
 */
export function expectToResume<In, Out>(resuming: Resuming<In, Out>, numRuns = 20): void {
  const { create, chunks } = resuming
  const through = create()
  const expected = [resultsOf(through, resuming), resultsOf(through, resuming)]
  through.dispose()
  const moments = fc.uniqueArray(fc.nat(chunks.length), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(moments, fc.boolean(), (at, isFlushed) => {
      let processor = create()
      if (isFlushed) expectSame(resultsOf(processor, resuming), expected[0])
      const results: unknown[] = []
      for (let i = 0; i <= chunks.length; i++) {
        if (at.includes(i)) processor = carried(processor, resuming)
        results.push(i < chunks.length ? shown(processor.process(chunks[i]), resuming) : undefined)
      }
      results[chunks.length] = shown(processor.flush(), resuming)
      expectSame(results, expected[isFlushed ? 1 : 0])
      processor.dispose()
    }),
    { seed: SEED, numRuns },
  )
  const before = create()
  const results = chunks.map((chunk) => {
    before.snapshot()
    return shown(before.process(chunk), resuming)
  })
  expectSame([...results, shown(before.flush(), resuming)], expected[0])
  before.dispose()
}

/**
 * Forges snapshots (taken at random moments) in any way that keeps the checksum right. Each must be refused with a RangeError, or be
 * that of a processor that works.
 *
 * @param isRefusedLater Whether an error in `process` is one that the processor may throw in an ordinary life.
 */
export function expectForgeriesToDoNoHarm<In, Out>(
  resuming: Resuming<In, Out>,
  numRuns = 200,
  isRefusedLater: (error: unknown) => boolean = () => false,
): void {
  const { create, chunks } = resuming
  const snapshots: Uint8Array[] = []
  const processor = create()
  for (const chunk of chunks) {
    snapshots.push(processor.snapshot())
    processor.process(chunk)
  }
  snapshots.push(processor.snapshot())
  processor.dispose()
  const forgeries = fc.array(forgery, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.nat(snapshots.length - 1), forgeries, (index, changes) => {
      const restored = restoredOrRefused(forged(snapshots[index], changes), resuming)
      if (restored === undefined) return
      try {
        for (const chunk of chunks) restored.process(chunk)
        restored.snapshot()
        restored.flush()
        restored.process(chunks[0])
      } catch (error) {
        if (!isRefusedLater(error)) throw error
      }
      restored.dispose()
    }),
    { seed: SEED, numRuns },
  )
}

function restoredOrRefused<In, Out>(
  bytes: Uint8Array,
  { restore }: Resuming<In, Out>,
): Resumable<In, Out> | undefined {
  try {
    return restore(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
    expect(String(error).length).toBeLessThan(400)
    // eslint-disable-next-line no-control-regex -- what a stranger writes must not steer a terminal
    expect(String(error)).not.toMatch(/[\u0000-\u001f]/)
    return undefined
  }
}

/** What goes on in place of the processor, which is disposed of. */
function carried<In, Out>(processor: Resumable<In, Out>, { restore }: Resuming<In, Out>): Resumable<In, Out> {
  const bytes = processor.snapshot()
  processor.dispose()
  const next = restore(bytes)
  expectSame(next.snapshot(), bytes)
  return next
}

function resultsOf<In, Out>(processor: Resumable<In, Out>, resuming: Resuming<In, Out>): unknown[] {
  const results = resuming.chunks.map((chunk) => shown(processor.process(chunk), resuming))
  return [...results, shown(processor.flush(), resuming)]
}

function shown<In, Out>(result: Out, resuming: Resuming<In, Out>): unknown {
  return resuming.shown === undefined ? result : resuming.shown(result)
}

/** The same as toStrictEqual, a hundred times as fast for long arrays that are equal. */
function expectSame(actual: unknown, expected: unknown): void {
  if (isSame(actual, expected)) return
  expect(actual).toStrictEqual(expected)
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, i) => isSame(one, b[i]))
  }
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return Object.is(a, b)
  return a.constructor === b.constructor && Buffer.compare(bytesOf(a), bytesOf(b)) === 0
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
