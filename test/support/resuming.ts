import fc from 'fast-check'
import type { Resumable } from 'tapline'
import { expect } from 'vitest'
import { forged, forgery } from '../fuzz/forgery.js'
import { SEED } from './seed.js'

/** A processor whose snapshots are tested. */
export interface Resuming<In, Out> {
  /** Makes one. */
  readonly create: () => Resumable<In, Out>
  /** Restores one like those of `create`. */
  readonly restore: (bytes: Uint8Array) => Resumable<In, Out>
  /** Its chunks, at least one. Make them small, so that all kinds of moments lie between them. */
  readonly chunks: readonly In[]
  /** The results in a form that can be compared bit for bit, if they are not plain arrays and objects of numbers. */
  readonly shown?: (result: Out) => unknown
}

/**
 * Replaces a processor by a restored one at random moments (before the first chunk, between chunks, after the last), over two runs
 * with `flush` in between. Requires the same bits as without interruption, an equal snapshot of the restored one, and that the
 * original continues unchanged.
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
 * Forges snapshots (taken at random moments) arbitrarily, with a correct checksum. Each must be refused with a RangeError, or give
 * a working processor.
 *
 * @param isRefusedLater Whether an error in `process` is one that the processor may also throw normally.
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

/** The restored processor; the original is disposed of. */
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

/** The same as toStrictEqual, but a hundred times faster for long equal arrays. */
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
