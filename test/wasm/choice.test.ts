import { afterEach, describe, expect, test, vi } from 'vitest'

const KNOWN_ANSWERS = '../../src/wasm/known-answers.js'

/** A new copy of the module, in which the given binaries give wrong answers. */
async function withWrongBinaries(
  ...wrong: readonly number[]
): Promise<typeof import('../../src/wasm/module.js')> {
  vi.resetModules()
  let asked = 0
  vi.doMock(KNOWN_ANSWERS, () => ({ passesKnownAnswers: () => !wrong.includes(asked++) }))
  return import('../../src/wasm/module.js')
}

afterEach(() => {
  vi.doUnmock(KNOWN_ANSWERS)
  vi.resetModules()
  vi.unstubAllEnvs()
})

describe('A binary is used only after it has given known answers', () => {
  test('and if none does, the first computation reports it', async () => {
    vi.stubEnv('TAPLINE_SIMD', 'auto')
    const { simd } = await withWrongBinaries(0, 1)
    expect(() => simd()).toThrow('this host does not run WebAssembly SIMD correctly')
  })

  test('and a relaxed one that fails is replaced by the baseline', async () => {
    vi.stubEnv('TAPLINE_SIMD', 'auto')
    const { simd } = await withWrongBinaries()
    if (simd() !== 'relaxed') return
    const again = await withWrongBinaries(0)
    expect(again.simd()).toBe('baseline')
  })
})

test('Blocks too large for memory are refused with a remedy, and nothing is lost', async () => {
  const { Block } = await import('../../src/wasm/heap.js')
  for (const length of [2 ** 30, 2 ** 31, 2 ** 40, Infinity]) {
    expect(() => new Block(length, 'float32')).toThrow(
      /^there is no memory for \w+ more bytes, because \d+ of .* are in use: dispose of/,
    )
  }
  const block = new Block(10, 'float64')
  expect([...block.samples]).toEqual(new Array(10).fill(0))
  block.free()
})
