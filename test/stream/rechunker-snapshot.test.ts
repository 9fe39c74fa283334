import { Rechunker } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { noise, PRECISIONS } from '../support/signals.js'

const CASES = [
  [4, 4],
  [5, 2],
  [3, 8],
  [1, 1],
] as const

describe.each(PRECISIONS)('A snapshot of a rechunker in %s', (precision) => {
  test.each(CASES)('resumes bit for bit, size %i, hop %i', (size, hop) => {
    const resuming = resumingWith(size, hop)
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(resuming)
  })

  function resumingWith(size: number, hop: number) {
    const options = { hop, precision }
    return {
      create: () => new Rechunker(size, options),
      restore: (bytes: Uint8Array) => Rechunker.restore(size, options, bytes),
      chunks: [1, 2, 3, NaN, 0, 7, 1, 2].map((length, i) => noise(precision, length || 1, i)),
    }
  }
})

describe('A snapshot', () => {
  function bytesOf(size: number, options = {}): Uint8Array {
    const rechunker = new Rechunker(size, options)
    rechunker.process([1, 2, 3])
    return rechunker.snapshot()
  }

  test('is restored with the arguments of the constructor', () => {
    expect(Rechunker.restore(4, bytesOf(4)).process(4)).toEqual([Float32Array.of(1, 2, 3, 4)])
    expect(() => Rechunker.restore(4, { hop: 2 }, bytesOf(4, { hop: 3 }))).toThrow(
      new RangeError(
        'hop must be 3, as it was when the snapshot was taken, got 2: restore with the same arguments',
      ),
    )
  })

  test('that is damaged is refused, for any damaged byte', () => {
    const bytes = bytesOf(4)
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice()
      damaged[at] ^= 1 << (at % 8)
      expect(() => Rechunker.restore(4, damaged), `byte ${at}`).toThrow(RangeError)
      expect(() => Rechunker.restore(4, bytes.subarray(0, at)), `${at} bytes`).toThrow(RangeError)
    }
  })

  test('is distinguished from other bytes', () => {
    expect(() => Rechunker.restore(4, new Uint8Array(40))).toThrow(
      new RangeError('bytes must be a snapshot, got something else: pass what snapshot() returned'),
    )
    const options: unknown = { hop: 2 }
    expect(() => Rechunker.restore(4, options as Uint8Array)).toThrow(
      new TypeError('bytes must be a Uint8Array, got an object'),
    )
    const other = bytesOf(4)
    other[4] = 1
    expect(() => Rechunker.restore(4, other)).toThrow(
      new RangeError(
        'bytes must be a snapshot of version 2, got version 1: take the snapshot with this version of the package',
      ),
    )
  })
})
