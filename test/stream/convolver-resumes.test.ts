import { Convolver, ConvolverMatrix, type Samples } from 'tapline'
import { describe, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { noise, PRECISIONS, silence } from '../support/signals.js'

const LENGTHS = [1, 64, 31, 700, 0, 128, 4096, 5, 3000, 1, 2049, 999]

describe.each(PRECISIONS)('In %s, at any moment,', (precision) => {
  const chunks = LENGTHS.map((length, i) => noise(precision, length, i))
  chunks[2][7] = NaN
  chunks[6].fill(0, 100, 3900)
  chunks.splice(9, 0, silence(precision, 9000))

  const cases = [
    { length: 1, blockSize: 64, initial: 'zero' },
    { length: 64, blockSize: 0, initial: 'first' },
    { length: 700, blockSize: 0, initial: 'zero' },
    { length: 700, blockSize: 1, initial: 'first' },
    { length: 5000, blockSize: 480, initial: 'zero' },
    { length: 13_000, blockSize: 64, initial: 'first' },
    { length: 13_000, blockSize: 0, initial: 'zero' },
  ] as const

  test.each(cases)(
    'a convolver of $length taps resumes, blockSize $blockSize, initial $initial',
    ({ length, ...options }) => {
      const taps = noise(precision, length, 3)
      expectToResume(
        {
          create: () => new Convolver(taps, options),
          restore: (bytes) => Convolver.restore(taps, options, bytes),
          chunks,
        },
        4,
      )
    },
  )

  test.each(cases)(
    'a matrix of $length taps resumes, blockSize $blockSize, initial $initial',
    ({ length, ...options }) => {
      const taps = noise(precision, length, 3)
      const kernels = [
        [taps, taps.toReversed()],
        [null, taps.subarray(0, Math.ceil(length / 2))],
      ]
      expectToResume<readonly Samples[], Samples[]>(
        {
          create: () => new ConvolverMatrix(kernels, options),
          restore: (bytes) => ConvolverMatrix.restore(kernels, options, bytes),
          chunks: chunks.map((chunk, i) => [chunk, noise(precision, chunk.length, 50 + i)]),
        },
        4,
      )
    },
  )

  test('forged snapshots during exchanges do no harm', () => {
    const kernels = [noise(precision, 700, 1), noise(precision, 3, 2), noise(precision, 300, 4)]
    const created = () => {
      const convolver = new Convolver(kernels[0])
      convolver.process(noise(precision, 1000, 3))
      convolver.setKernel(kernels[1], { fade: 500 })
      convolver.process(noise(precision, 100, 4))
      convolver.setKernel(kernels[2], { delay: 100, fade: 20 })
      convolver.setKernel(kernels[0], { delay: 3000 })
      return convolver
    }
    const restore = (bytes: Uint8Array) => Convolver.restore(kernels[0], bytes)
    expectForgeriesToDoNoHarm({ create: created, restore, chunks: chunks.slice(0, 5) }, 200)
  })
})
