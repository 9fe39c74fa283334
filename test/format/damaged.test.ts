import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readerCase } from '../fuzz/reader-case.js'
import { checkReader } from '../fuzz/reader-check.js'
import { SEED } from '../support/seed.js'

// `npm run fuzz:readers` runs more cases.
test(`Readers of damaged input give the same result for any chunks, and report the position of the damage (seed ${SEED})`, () => {
  fc.assert(fc.property(readerCase, checkReader), { seed: SEED, numRuns: 2000 })
})

test('The check notices faults', () => {
  const input = { kind: 'pcm', format: 's16le', channels: 1, frames: 3 } as const
  const half = { sort: 'end', at: 0.5 } as const
  expect(() => checkReader({ input, damages: [half], chunks: [1] })).not.toThrow()
  const wav = { kind: 'wav', format: 's16le', channels: 1, frames: 3, isSized: true, other: 3 } as const
  expect(() => checkReader({ input: wav, damages: [], chunks: [2] })).not.toThrow()
})
