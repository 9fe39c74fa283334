import fc from 'fast-check'
import { Convolver, PreparedKernel, type Samples, simd } from 'tapline'
import { describe, expect, test } from 'vitest'
import { fingerprint } from '../../src/stream/snapshot/fingerprint.js'
import { damagedSnapshot, forgedSnapshot } from '../fuzz/snapshot-case.js'
import { checkSnapshot } from '../fuzz/snapshot-check.js'
import { expectSameBits } from '../support/closeness.js'
import { BLOCK_SIZES } from '../support/contestants.js'
import { watchHeap } from '../support/heap-watch.js'
import { SEED } from '../support/seed.js'
import { joined, noise, PRECISIONS, silence } from '../support/signals.js'
import { kernelWithLevels } from '../support/streaming.js'

describe.each(PRECISIONS)('A snapshot of a convolver in %s', (precision) => {
  test.each(BLOCK_SIZES)('continues bit for bit from any sample, with blockSize %i', (blockSize) => {
    const kernel = kernelWithLevels(blockSize === 1024 ? 2 : 3, precision, blockSize)
    const prepared = new PreparedKernel(kernel, { blockSize })
    const signal = joined(precision, [
      noise(precision, 5000, 1),
      silence(precision, kernel.length + 2000),
      noise(precision, 3000, 2),
    ])
    signal[4000] = NaN
    signal[4999] = Infinity
    const whole = new Convolver(prepared)
    const expected = joined(precision, [whole.process(signal), whole.flush()])
    whole.dispose()
    for (const at of [0, 1, 31, 2048, 4001, 5000, 5100, 5000 + kernel.length + 1000, signal.length]) {
      const before = new Convolver(prepared)
      const outputs = [before.process(signal.subarray(0, at))]
      const bytes = before.snapshot()
      // Taps and prepared kernels are both accepted, and precision and block size are those of the snapshot.
      const after = Convolver.restore(at % 2 === 0 ? kernel : prepared, bytes)
      expect([after.precision, after.blockSize]).toEqual([precision, blockSize])
      outputs.push(after.process(signal.subarray(at)), after.flush())
      expectSameBits(joined(precision, outputs), expected, `from ${at}`)
      // The original continues, too.
      const rest = joined(precision, [outputs[0], before.process(signal.subarray(at)), before.flush()])
      expectSameBits(rest, expected, `past ${at}`)
      // Bytes may lie anywhere, and are not changed.
      const shifted = new Uint8Array([...new Uint8Array(3), ...bytes]).subarray(3)
      const again = Convolver.restore(prepared, shifted)
      expectSameBits(again.snapshot(), bytes)
      for (const convolver of [before, after, again]) convolver.dispose()
    }
    prepared.dispose()
  })
})

describe('A snapshot', () => {
  const kernel = noise('float32', 500, 3)

  function snapshot(): Uint8Array {
    using convolver = new Convolver(kernel)
    convolver.process(noise('float32', 300, 4))
    return convolver.snapshot()
  }

  test.each([
    ['fade', 10, 0, 2],
    ['delay', 0, 500, 200],
    ['delay, then a fade', 2000, 10, 1500],
    ['exchange that is over', 10, 0, 20],
  ])('in a %s resumes with any of the kernels in play', (name, fade, delay, length) => {
    const others = [noise('float32', 900, 8), noise('float32', 3, 9)]
    using convolver = new Convolver(kernel)
    convolver.process(noise('float32', 1000, 5))
    convolver.setKernel(others[0], { fade, delay })
    if (delay > 0) convolver.setKernel(others[1], { delay: 100, fade: 50 })
    convolver.process(noise('float32', length, 6))
    const bytes = convolver.snapshot()
    const isOver = name === 'exchange that is over'
    const inPlay = isOver ? [others[0]] : delay === 0 ? [kernel, others[0]] : [kernel, ...others]
    const restored = inPlay.map((one) => Convolver.restore(one, bytes))
    expect(() => Convolver.restore(isOver ? kernel : [1, 2], { precision: 'float32' }, bytes)).toThrow(
      RangeError,
    )
    const next = noise('float32', 3000, 7)
    const expected = [convolver.process(next), convolver.flush(), convolver.process(next)]
    for (const one of restored) {
      for (const samples of [one.process(next), one.flush(), one.process(next)]) {
        expectSameBits(samples, expected[0])
        expected.push(...expected.splice(0, 1))
      }
      one.dispose()
    }
  })

  test.each([
    [64, 1000],
    [4096, 40_000],
    [48_000, 280_000],
  ])('of %i taps is small', (length, most) => {
    using convolver = new Convolver(noise('float32', length, 1))
    const longest = convolver.plan.levels.at(-1)?.blockLength ?? 0
    for (let moment = 0; moment < 20; moment++) {
      convolver.process(noise('float32', 997 * 7, moment))
      expect(convolver.snapshot().length).toBeLessThan(Math.min(most, 4 * (length + longest) + 512))
    }
  })

  test('of a convolver that was disposed of is an error', () => {
    const convolver = new Convolver(kernel)
    convolver.dispose()
    expect(() => convolver.snapshot()).toThrow('this object was disposed: make a new one')
  })

  test('is for the kernel that it was taken with', () => {
    const bytes = snapshot()
    const other = kernel.slice()
    other[499] += 0.001
    const when = 'when the snapshot was taken, got'
    const remedy = 'restore with the same arguments'
    expect(() => Convolver.restore(other, bytes)).toThrow(
      new RangeError(`kernel must be what it was ${when} something else: ${remedy}`),
    )
    expect(() => Convolver.restore(kernel.subarray(1), bytes)).toThrow(
      new RangeError(`kernelLength must be 500, as it was ${when} 499: ${remedy}`),
    )
    expect(() => Convolver.restore(kernel, { blockSize: 64 }, bytes)).toThrow(
      new RangeError(`blockSize must be 0, as it was ${when} 64: ${remedy}`),
    )
    using prepared = new PreparedKernel(kernel, { precision: 'float64', blockSize: 64 })
    expect(() => Convolver.restore(prepared, bytes)).toThrow(RangeError)
  })

  test('records the binary that it was taken with', () => {
    const other = simd() === 'baseline' ? 'relaxed' : 'baseline'
    const bytes = changed(snapshot(), (header) => header.replace(`"simd":"${simd()}"`, `"simd":"${other}"`))
    expect(() => Convolver.restore(kernel, bytes)).toThrow(
      new RangeError(
        `simd must be ${other}, with which the snapshot was made, got ${simd()}, which rounds differently: ` +
          `set TAPLINE_SIMD=${other}, or make all snapshots with TAPLINE_SIMD=baseline`,
      ),
    )
  })

  test('that is damaged at any byte or cut off anywhere is refused', () => {
    const bytes = snapshot()
    for (let at = 0; at < bytes.length; at += at < 600 ? 1 : 97) {
      const damaged = bytes.slice()
      damaged[at] ^= 1 << (at % 8)
      expect(() => Convolver.restore(kernel, damaged), `byte ${at}`).toThrow(RangeError)
    }
    for (const length of [0, 1, 3, 4, 8, 15, 16, 17, 300, bytes.length - 1]) {
      expect(() => Convolver.restore(kernel, bytes.subarray(0, length)), `${length} bytes`).toThrow(
        RangeError,
      )
    }
  })

  test('is distinguished from other bytes', () => {
    const none = 'bytes must be a snapshot, got something else: pass what snapshot() returned'
    expect(() => Convolver.restore(kernel, new Uint8Array(1000))).toThrow(new RangeError(none))
    expect(() => Convolver.restore(kernel, 'bytes' as unknown as Uint8Array)).toThrow(
      new TypeError('bytes must be a Uint8Array, got "bytes": set no encoding on the stream it comes from'),
    )
    const later = snapshot()
    later[4] = 9
    expect(() => Convolver.restore(kernel, later)).toThrow(
      new RangeError(
        'bytes must be a snapshot of version 2, got version 9: take the snapshot with this version of the package',
      ),
    )
  })

  test('that cannot be restored leaves no memory behind', () => {
    const bytes = snapshot()
    const damaged = bytes.slice()
    damaged[bytes.length - 1] ^= 1
    const heap = watchHeap()
    expect(() => Convolver.restore(kernel, damaged)).toThrow(RangeError)
    expect(() => Convolver.restore(kernel.subarray(1), bytes)).toThrow(RangeError)
    expect(heap.blocks).toBe(0)
  })

  /** A snapshot with another header, of the same length, and the checksum for it. */
  function changed(bytes: Uint8Array, change: (header: string) => string): Uint8Array {
    const length = new DataView(bytes.buffer).getUint32(12, true)
    const header = Buffer.from(
      change(Buffer.from(bytes.subarray(16, 16 + length)).toString('ascii')),
      'ascii',
    )
    const result = Buffer.concat([bytes.subarray(0, 16), header, bytes.subarray(16 + length)])
    result.writeUint32LE(header.length, 12)
    result.writeUint32LE(fingerprint(result.subarray(12)), 8)
    return new Uint8Array(result)
  }
})

test('A snapshot of many gaps and silences is restored', () => {
  const samples: Samples = noise('float32', 20_000, 6).map((value, i) =>
    i % 3 === 0 ? value : i % 7 === 0 ? NaN : 0,
  )
  using convolver = new Convolver(Float32Array.of(1), { blockSize: 30_000 })
  convolver.process(samples)
  using next = Convolver.restore(Float32Array.of(1), convolver.snapshot())
  expectSameBits(next.process(samples), convolver.process(samples))
})

test('A snapshot can hold any number of silences and gaps', () => {
  const kernel = [1]
  const convolver = new Convolver(kernel, { blockSize: 300_000 })
  convolver.process(
    Float64Array.from({ length: 200_000 }, (_, i) => (i % 2 === 0 ? 0 : i % 6 === 1 ? NaN : 1)),
  )
  const restored = Convolver.restore(kernel, convolver.snapshot())
  expect(restored.flush()).toEqual(convolver.flush())
})

// `npm run fuzz:readers` runs more cases.
test(`A damaged snapshot is refused (seed ${SEED})`, () => {
  fc.assert(fc.property(damagedSnapshot, checkSnapshot), { seed: SEED, numRuns: 300 })
})

// `npm run fuzz:snapshots` runs more cases.
test(`A forged snapshot with a correct checksum does no harm (seed ${SEED})`, () => {
  fc.assert(fc.property(forgedSnapshot, checkSnapshot), { seed: SEED, numRuns: 300 })
})
