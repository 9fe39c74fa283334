import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { decodeBase64, decodeByHand } from '../../src/wasm/base64.js'
import type { Functions } from '../../src/wasm/instance.js'
import { passesKnownAnswers } from '../../src/wasm/known-answers.js'
import { instance as sharedInstance } from '../../src/wasm/module.js'

/** The module as at the start of a process: nothing is loaded yet. */
async function freshModule(): Promise<typeof import('../../src/wasm/module.js')> {
  vi.resetModules()
  return import('../../src/wasm/module.js')
}

async function hostHasRelaxedSimd(): Promise<boolean> {
  const { relaxed } = await import('../../src/wasm/generated/relaxed.js')
  return WebAssembly.validate(decodeBase64(relaxed))
}

beforeEach(() => {
  vi.stubEnv('TAPLINE_SIMD', undefined)
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('The choice of the binary', () => {
  test('is relaxed where the host has it, and baseline elsewhere', async () => {
    const { simd, instance } = await freshModule()
    expect(simd()).toBe((await hostHasRelaxedSimd()) ? 'relaxed' : 'baseline')
    expect(instance()).toBe(instance())
  })

  test('follows the environment variable TAPLINE_SIMD', async () => {
    vi.stubEnv('TAPLINE_SIMD', 'baseline')
    expect((await freshModule()).simd()).toBe('baseline')
    vi.stubEnv('TAPLINE_SIMD', '')
    const automatic = (await freshModule()).simd()
    vi.stubEnv('TAPLINE_SIMD', 'auto')
    expect((await freshModule()).simd()).toBe(automatic)
    vi.stubEnv('TAPLINE_SIMD', 'fast')
    const { simd } = await freshModule()
    expect(() => simd()).toThrow(
      new RangeError(`TAPLINE_SIMD is "fast": give 'baseline', 'relaxed' or 'auto'`),
    )
  })

  test('follows setSimd, before the first computation', async () => {
    const { setSimd, simd } = await freshModule()
    vi.stubEnv('TAPLINE_SIMD', 'nonsense that setSimd overrules')
    setSimd('auto')
    setSimd('baseline')
    expect(simd()).toBe('baseline')
    setSimd('baseline')
    setSimd('auto')
    expect(() => setSimd('relaxed')).toThrow(
      "the baseline binary is in use already: call setSimd('relaxed') before the first computation",
    )
    expect(simd()).toBe('baseline')
  })

  test('refuses names that it does not know', async () => {
    const { setSimd, simd } = await freshModule()
    expect(() => setSimd('avx' as 'auto')).toThrow(
      new RangeError(`simd is "avx": give 'baseline', 'relaxed' or 'auto'`),
    )
    expect(['baseline', 'relaxed']).toContain(simd())
  })

  test('of relaxed is an error where the host does not run it', async () => {
    const { setSimd, simd } = await freshModule()
    setSimd('relaxed')
    if (await hostHasRelaxedSimd()) expect(simd()).toBe('relaxed')
    else
      expect(() => simd()).toThrow(
        "this host does not run WebAssembly relaxed SIMD: choose 'baseline' or 'auto'",
      )
  })
})

describe('A host', () => {
  test('without WebAssembly is told so', async () => {
    const { simd } = await freshModule()
    vi.stubGlobal('WebAssembly', undefined)
    expect(() => simd()).toThrow(
      'this host has no WebAssembly: use Node 20.19 or newer, or a browser of 2023 or newer',
    )
    vi.unstubAllGlobals()
    expect(['baseline', 'relaxed']).toContain(simd())
  })

  test('without SIMD is told so', async () => {
    const { simd } = await freshModule()
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)
    expect(() => simd()).toThrow('this host does not run WebAssembly SIMD as it should')
  })

  test('whose policy forbids WebAssembly is told so, with the cause', async () => {
    const { simd } = await freshModule()
    const cause = new Error('Wasm code generation disallowed by embedder')
    vi.spyOn(WebAssembly, 'Instance').mockImplementation(function () {
      throw cause
    })
    expect(() => simd()).toThrow(
      expect.objectContaining({
        message:
          "WebAssembly was refused: a page with a Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src",
        cause,
      }),
    )
  })
})

describe('The known-answer test', () => {
  test('passes the binary in use', () => {
    expect(passesKnownAnswers(sharedInstance())).toBe(true)
  })

  test.each(['float32', 'float64'] as const)(
    'notices wrong sums, wrong products and wrong kinds in %s',
    (precision) => {
      const right = sharedInstance()
      const functions = right[precision]
      // One bit of the 40th result is wrong.
      const spoiled =
        <Args extends [number, ...number[]]>(compute: (...args: Args) => void) =>
        (...args: Args): void => {
          compute(...args)
          const bytes = new Uint8Array(right.memory.buffer, args[0], 64 * 8)
          bytes[40 * (precision === 'float32' ? 4 : 8) + 1] ^= 1
        }
      const fir = spoiled((...args: Parameters<Functions['fir']>) => functions.fir(...args))
      const multiply = spoiled((...args: Parameters<Functions['multiply']>) => functions.multiply(...args))
      expect(passesKnownAnswers({ ...right, [precision]: { ...functions, fir } })).toBe(false)
      expect(passesKnownAnswers({ ...right, [precision]: { ...functions, multiply } })).toBe(false)
      const silent = { ...functions, ingest: () => 0 }
      expect(passesKnownAnswers({ ...right, [precision]: silent })).toBe(false)
      expect(passesKnownAnswers(right)).toBe(true)
    },
  )
})

describe.each([
  ['decodeBase64', decodeBase64],
  ['decodeByHand', decodeByHand],
])('%s', (_name, decode) => {
  test('decodes every byte, with every length of padding', () => {
    for (let length = 0; length < 100; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) % 256)
      expect([...decode(Buffer.from(bytes).toString('base64'))]).toEqual([...bytes])
    }
    const all = Uint8Array.from({ length: 256 }, (_, i) => i)
    expect([...decode(Buffer.from(all).toString('base64'))]).toEqual([...all])
  })
})

test('The binary is decoded where there is no Buffer, too', async () => {
  const { simd } = await freshModule()
  vi.stubGlobal('Buffer', undefined)
  expect(['baseline', 'relaxed']).toContain(simd())
})
