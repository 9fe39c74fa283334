import { Convolver, convolve, PreparedKernel, type Samples } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectClose, expectSameBits, tolerance } from '../support/closeness.js'
import { BLOCK_SIZES } from '../support/contestants.js'
import { watchHeap } from '../support/heap-watch.js'
import { cut, joined, noise, PRECISIONS, samplesOf, silence } from '../support/signals.js'
import { kernelWithLevels, streamed } from '../support/streaming.js'

const CHUNKS = [100, 3, 0, 1000]

describe.each(PRECISIONS)('A swap of kernels in %s', (precision) => {
  describe.each(BLOCK_SIZES)('with blockSize %i', (blockSize) => {
    const deep = kernelWithLevels(blockSize === 1024 ? 2 : 3, precision, blockSize)
    const [other, middle, short, single] = [deep.length, 701, 33, 1].map((length) =>
      noise(precision, length, length + 1),
    )

    /** All outputs where the kernel is swapped after `at` samples. */
    function swapped(signal: Samples, from: Samples, to: Samples | PreparedKernel, at: number): Samples {
      const convolver = new Convolver(from, { blockSize })
      const outputs = cut(signal.slice(0, at), CHUNKS).map((chunk) => convolver.process(chunk))
      convolver.setKernel(to)
      outputs.push(
        ...cut(signal.slice(at), CHUNKS).map((chunk) => convolver.process(chunk)),
        convolver.flush(),
      )
      convolver.dispose()
      return joined(precision, outputs)
    }

    test.each([
      ['as long, with three levels or segments', deep, other],
      ['shorter', deep, middle],
      ['without transforms', middle, short],
      ['of one tap', short, single],
    ])('to a kernel that is %s continues as if it had always been in use', (_name, from, to) => {
      const signal = noise(precision, 9000, 1)
      const before = convolve(signal, from)
      const after = convolve(signal, to)
      const error = tolerance(precision, signal, from) + tolerance(precision, signal, to)
      for (const at of [1, 30, 32, 500, 2048, 2049, 6789, 8999, 9000]) {
        const outputs = swapped(signal, from, to, at)
        expect(outputs).toHaveLength(signal.length + to.length - 1)
        expectClose(outputs.slice(0, at), before.slice(0, at), error, `before the swap at ${at}`)
        expectClose(outputs.slice(at), after.slice(at), error, `after the swap at ${at}`)
      }
    })

    test('leaves the outputs of the blocks before it as they would have been, bit for bit', () => {
      const signal = noise(precision, 5000, 2)
      const convolver = new Convolver(deep, { blockSize })
      const undisturbed = joined(precision, [convolver.process(signal), convolver.flush()])
      convolver.dispose()
      for (const at of [1, 500, 2048, 3333]) {
        const complete = blockSize === 0 ? at : at - (at % blockSize)
        const outputs = swapped(signal, deep, middle, at)
        expectSameBits(outputs.slice(0, complete), undisturbed.slice(0, complete), `at ${at}`)
      }
    })

    test('to a longer kernel uses as much of the past as there is', () => {
      const signal = noise(precision, 6000, 3)
      const after = convolve(signal, middle)
      const error = tolerance(precision, signal, middle)
      for (const at of [20, 32, 33, 5000]) {
        const outputs = swapped(signal, short, middle, at)
        // All input was kept, or the missing part is out of reach.
        const from = at <= short.length - 1 ? at : at + middle.length - 1
        expectClose(outputs.slice(from), after.slice(from), error, `at ${at}`)
      }
    })

    test('before any input equals a new convolver', () => {
      const signal = noise(precision, 3000, 4)
      const convolver = new Convolver(short, { blockSize })
      convolver.setKernel(middle)
      const fresh = new Convolver(middle, { blockSize })
      expectSameBits(convolver.process(signal), fresh.process(signal))
      expectSameBits(convolver.flush(), fresh.flush())
      convolver.dispose()
      fresh.dispose()
    })

    test('can be repeated in one place, and after every sample', () => {
      const signal = noise(precision, 300, 5)
      const [a, b] = [noise(precision, 33, 6), noise(precision, 301, 7)]
      const error = tolerance(precision, signal, a) + tolerance(precision, signal, b)
      const convolver = new Convolver(b, { blockSize })
      const outputs: Samples[] = []
      for (let i = 0; i < signal.length; i++) {
        convolver.setKernel(b)
        convolver.setKernel(a)
        if (i % 3 === 0) convolver.setKernel(b)
        outputs.push(convolver.process(signal.slice(i, i + 1)))
      }
      outputs.push(convolver.flush())
      convolver.dispose()
      // A swap to the shorter kernel forgets what only the longer one needs.
      const byA = convolve(signal, a)
      const actual = joined(precision, outputs)
      for (let i = 1; i < signal.length; i++)
        if (i % 3 !== 0) expectClose([actual[i]], [byA[i]], error, `[${i}]`)
    })

    test('reports the new kernel, and its tail follows', () => {
      const convolver = new Convolver(deep, { blockSize })
      convolver.process(noise(precision, 10, 8))
      convolver.setKernel(short)
      expect(convolver.tailLength).toBe(32)
      expect(convolver.plan).toEqual(new Convolver(short, { blockSize }).plan)
      expect([convolver.precision, convolver.blockSize, convolver.latency]).toEqual([
        precision,
        blockSize,
        blockSize,
      ])
      convolver.flush()
      convolver.process(samplesOf(precision, [1]))
      convolver.reset()
      const rest = [convolver.process(samplesOf(precision, [2])), convolver.flush()]
      expect([...joined(precision, rest)]).toEqual([...short.map((tap) => 2 * tap)])
      convolver.dispose()
    })

    test('keeps NaN for exactly as long as the new kernel reads the non-finite value', () => {
      for (const [from, to] of [
        [deep, middle],
        [middle, short],
        [short, middle],
        [middle, middle],
      ] as const) {
        for (const distance of [1, 20, 32, 600]) {
          const at = 3000
          const signal = noise(precision, 8000, 9)
          signal[at] = 0
          const expected = swapped(signal, from, to, at + distance)
          signal[at] = NaN
          expected.fill(NaN, at, Math.min(at + distance, at + from.length))
          expected.fill(NaN, at + distance, Math.max(at + distance, at + to.length))
          expectSameBits(swapped(signal, from, to, at + distance), expected, `${distance} after the NaN`)
        }
      }
    })

    test('can be a cross-fade: half a cosine from the one kernel to the other', () => {
      const signal = noise(precision, 9000, 13)
      for (const [from, to] of [
        [deep, other],
        [middle, short],
        [deep, single],
      ] as const) {
        const [before, after] = [convolve(signal, from), convolve(signal, to)]
        const error = 2 * (tolerance(precision, signal, from) + tolerance(precision, signal, to))
        for (const [at, fade] of [
          [1, 1],
          [777, 2],
          [2048, 500],
          [3000, 5000],
          [8990, 100],
        ] as const) {
          const convolver = new Convolver(from, { blockSize })
          const outputs = cut(signal.slice(0, at), CHUNKS).map((chunk) => convolver.process(chunk))
          convolver.setKernel(to, { fade })
          outputs.push(
            ...cut(signal.slice(at), CHUNKS).map((chunk) => convolver.process(chunk)),
            convolver.flush(),
          )
          convolver.dispose()
          const actual = joined(precision, outputs)
          const expected = Float64Array.from(actual, (_, n) => {
            const weight =
              n < at ? 0 : n >= at + fade ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * (n - at + 1)) / (fade + 1))
            return (1 - weight) * (before[n] ?? 0) + weight * (after[n] ?? 0)
          })
          expectClose(actual, expected, error, `${fade} samples from ${at}`)
          // Nothing audible is cut off.
          expect(actual.length).toBeGreaterThanOrEqual(signal.length + to.length - 1)
          expect(actual.length).toBeGreaterThanOrEqual(Math.min(at + fade, signal.length + from.length - 1))
        }
      }
    })

    test('during a cross-fade continues from the mix, and all memory is freed', () => {
      const signal = noise(precision, 4000, 14)
      // Plans of transforms and the workspace are made at first use, and stay.
      for (const kernel of [deep, middle, short]) streamed(kernel, [signal], { precision, blockSize })
      const [a, b, c, d] = [deep, middle, short, single].map((kernel) => convolve(signal, kernel))
      const heap = watchHeap()
      const convolver = new Convolver(deep, { blockSize })
      const outputs = [convolver.process(signal.slice(0, 1000))]
      convolver.setKernel(middle, { fade: 1000 })
      outputs.push(convolver.process(signal.slice(1000, 1500)))
      convolver.setKernel(short, { fade: 2000 })
      outputs.push(convolver.process(signal.slice(1500, 2000)))
      convolver.setKernel(single)
      outputs.push(convolver.process(signal.slice(2000)), convolver.flush())
      const actual = joined(precision, outputs)
      const weight = (n: number, from: number, fade: number): number =>
        n < from ? 0 : n >= from + fade ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * (n - from + 1)) / (fade + 1))
      const expected = d.map((value, n) => {
        if (n >= 2000) return value
        const [first, second] = [weight(n, 1000, 1000), weight(n, 1500, 2000)]
        return (1 - second) * ((1 - first) * a[n] + first * b[n]) + second * c[n]
      })
      const error = 3 * tolerance(precision, signal, deep) + tolerance(precision, signal, middle)
      expectClose(actual.slice(0, expected.length), expected, error)
      expect(actual.slice(expected.length).every((value) => value === 0)).toBe(true)
      convolver.reset()
      convolver.process(signal)
      convolver.setKernel(short, { fade: 500 })
      convolver.process(signal.slice(0, 10))
      convolver.dispose()
      expect(heap.blocks).toBe(0)
    })

    test('keeps silence silent', () => {
      const signal = joined(precision, [
        noise(precision, 1000, 10),
        silence(precision, deep.length + 3000),
        noise(precision, 100, 11),
      ])
      const outputs = swapped(signal, deep, middle, 1000 + deep.length + 500)
      const resting = outputs.slice(1000 + deep.length - 1, signal.length - 100)
      expectSameBits(resting, silence(precision, resting.length))
      const inTail = swapped(signal, deep, middle, 1200)
      const after = inTail.slice(1000 + middle.length - 1, signal.length - 100)
      expectSameBits(after, silence(precision, after.length))
    })

    test('accepts a prepared kernel, and changes nothing when it fails', () => {
      const signal = noise(precision, 3000, 12)
      const prepared = new PreparedKernel(middle, { blockSize })
      expectSameBits(swapped(signal, deep, prepared, 777), swapped(signal, deep, middle, 777))
      const convolver = new Convolver(deep, { blockSize })
      const undisturbed = new Convolver(deep, { blockSize })
      expectSameBits(convolver.process(signal), undisturbed.process(signal))
      const foreign = new PreparedKernel(middle, { blockSize: blockSize + 1 })
      expect(() => convolver.setKernel([])).toThrow(RangeError)
      expect(() => convolver.setKernel([NaN])).toThrow(RangeError)
      expect(() => convolver.setKernel('1' as unknown as number[])).toThrow(TypeError)
      expect(() => convolver.setKernel(foreign)).toThrow(RangeError)
      expect(convolver.tailLength).toBe(deep.length - 1)
      expectSameBits(convolver.process(signal), undisturbed.process(signal))
      expectSameBits(convolver.flush(), undisturbed.flush())
      for (const owner of [prepared, foreign, convolver, undisturbed]) owner.dispose()
    })
  })
})
