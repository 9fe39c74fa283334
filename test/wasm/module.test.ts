import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { decodeBase64, decodeByHand } from '../../src/wasm/base64.js'
import type { CorePartOfPrecision } from '../../src/wasm/generated/core.js'
import { passesKnownAnswers } from '../../src/wasm/known-answers.js'
import { instance as sharedInstance } from '../../src/wasm/module.js'

/** The module as at the start of a process: nothing is loaded yet. */
async function freshModule(): Promise<typeof import('../../src/wasm/module.js')> {
  vi.resetModules()
  return import('../../src/wasm/module.js')
}

async function engineFile(name: 'baseline' | 'relaxed'): Promise<Buffer<ArrayBuffer>> {
  return readFile(new URL(`../../src/wasm/generated/${name}.wasm`, import.meta.url))
}

/** A module with nothing but its mark. */
function markedModule(mark: string): WebAssembly.Module {
  const section = Buffer.from(`\x07tapline${mark}`)
  const header = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 0, section.length)
  return new WebAssembly.Module(Buffer.concat([header, section]))
}

async function hostHasRelaxedSimd(): Promise<boolean> {
  return WebAssembly.validate(await engineFile('relaxed'))
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
  test('is relaxed if the host supports it, else baseline', async () => {
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
      new RangeError(`TAPLINE_SIMD must be 'baseline', 'relaxed' or 'auto', got "fast"`),
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

  test('refuses unknown names', async () => {
    const { setSimd, simd } = await freshModule()
    expect(() => setSimd('avx' as 'auto')).toThrow(
      new RangeError(`simd must be 'baseline', 'relaxed' or 'auto', got "avx"`),
    )
    expect(['baseline', 'relaxed']).toContain(simd())
  })

  test('of relaxed is an error if the host does not support it', async () => {
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
  test('without WebAssembly gets an error that says so', async () => {
    const { simd } = await freshModule()
    vi.stubGlobal('WebAssembly', undefined)
    expect(() => simd()).toThrow(
      'this host has no WebAssembly: use Node 20.19 or newer, or a browser of 2023 or newer',
    )
    vi.unstubAllGlobals()
    expect(['baseline', 'relaxed']).toContain(simd())
  })

  test('without SIMD gets an error that says so', async () => {
    const { simd } = await freshModule()
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)
    expect(() => simd()).toThrow('this host does not run WebAssembly SIMD correctly')
  })

  test.each(['validate', 'Instance'] as const)(
    'whose policy forbids WebAssembly gets an error that says so, with the cause (%s)',
    async (refused) => {
      const { simd } = await freshModule()
      const cause = new Error('Wasm code generation disallowed by embedder')
      vi.spyOn(WebAssembly, refused).mockImplementation(function () {
        throw cause
      })
      expect(() => simd()).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(
            /^WebAssembly was refused: .* 'wasm-unsafe-eval' in script-src; .* needs setEngine/,
          ) as string,
          cause,
        }),
      )
    },
  )

  test('without address space gets an error that says so', async () => {
    const { simd } = await freshModule()
    const cause = new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory')
    vi.spyOn(WebAssembly, 'Instance').mockImplementation(function () {
      throw cause
    })
    expect(() => simd()).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^the host has no memory for WebAssembly: allow/) as string,
        cause,
      }),
    )
  })

  test('may hide its environment', async () => {
    const { simd } = await freshModule()
    const env = new Proxy(
      {},
      {
        get: () => {
          throw new Error('Requires env access to "TAPLINE_SIMD", run again with the --allow-env flag')
        },
      },
    )
    vi.stubGlobal('process', { env })
    expect(['baseline', 'relaxed']).toContain(simd())
  })

  test('gets the reason from the first computation, never an error about memory', async () => {
    vi.stubEnv('TAPLINE_SIMD', 'bogus')
    vi.resetModules()
    const { Convolver } = await import('../../src/stream/convolver/convolver.js')
    expect(() => new Convolver([1])).toThrow(
      /^TAPLINE_SIMD must be 'baseline', 'relaxed' or 'auto', got "bogus"/,
    )
    vi.stubEnv('TAPLINE_SIMD', undefined)
    vi.stubGlobal('WebAssembly', undefined)
    expect(() => new Convolver([1])).toThrow('this host has no WebAssembly')
    vi.unstubAllGlobals()
    expect([...new Convolver([1]).process([2])]).toEqual([2])
  })
})

describe('A given module', () => {
  const compiled = async (name: 'baseline' | 'relaxed'): Promise<WebAssembly.Module> =>
    new WebAssembly.Module(await engineFile(name))

  test('is used for all parts, and nothing is compiled', async () => {
    const module = await compiled('baseline')
    const { setEngine, simd } = await freshModule()
    const { convolve } = await import('../../src/convolution/convolve.js')
    const { convolve2d } = await import('../../src/image/convolve/convolve-2d.js')
    const { matchProfile } = await import('../../src/pattern/match/match-profile.js')
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function () {
      throw new Error('Wasm code generation disallowed by embedder')
    })
    setEngine(module)
    expect(simd()).toBe('baseline')
    expect([...convolve([1, 2, 3], [1, 1])]).toEqual([1, 3, 5, 3])
    const image = { data: Float32Array.of(1, 2, 3, 4), width: 2, height: 2 }
    expect([...convolve2d(image, { data: [1, 1], width: 2, height: 1 }, { mode: 'valid' }).data]).toEqual([
      3, 7,
    ])
    expect(matchProfile([5, 1, 2, 4, 5], [1, 2, 4])[1]).toBeCloseTo(1)
  })

  test('may be the one with relaxed SIMD', async () => {
    if (!(await hostHasRelaxedSimd())) return
    const module = await compiled('relaxed')
    const { setEngine, simd } = await freshModule()
    setEngine(module)
    expect(simd()).toBe('relaxed')
  })

  test('must agree with setSimd', async () => {
    const module = await compiled('baseline')
    const { setEngine, setSimd, simd } = await freshModule()
    setEngine(module)
    setSimd('relaxed')
    expect(() => simd()).toThrow("setSimd chose 'relaxed', but setEngine got the baseline binary")
    setSimd('auto')
    expect(simd()).toBe('baseline')
  })

  test('must come before the first computation, or be the one in use', async () => {
    const { setEngine, setSimd, simd } = await freshModule()
    setSimd('baseline')
    simd()
    setEngine(await compiled('baseline'))
    const { fingerprint } = await import('../../src/wasm/generated/fingerprint.js')
    expect(() => setEngine(markedModule(`relaxed ${fingerprint}`))).toThrow(
      'the baseline binary is in use already: call setEngine before the first computation',
    )
  })

  test('must be a module of this version of the package', async () => {
    const { setEngine, simd } = await freshModule()
    const named = /^module must be a WebAssembly.Module of tapline\/engine\/baseline.wasm or .*, got /
    for (const value of [{}, null, undefined, 3, 'baseline.wasm', await engineFile('baseline')]) {
      expect(() => setEngine(value as object)).toThrow(TypeError)
      expect(() => setEngine(value as object)).toThrow(named)
    }
    const empty = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
    expect(() => setEngine(empty)).toThrow(/^module must be tapline\/.*, got another module$/)
    expect(() => setEngine(markedModule('baseline 0'))).toThrow(/, got that of another version$/)
    expect(['baseline', 'relaxed']).toContain(simd())
  })
})

describe('The known-answer test', () => {
  test('passes the binary in use', () => {
    expect(passesKnownAnswers(sharedInstance())).toBe(true)
  })

  test.each(['float32', 'float64'] as const)(
    'notices wrong sums, products, kinds and transforms in %s',
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
      const fir = spoiled((...args: Parameters<CorePartOfPrecision['fir']>) => functions.fir(...args))
      const multiply = spoiled((...args: Parameters<CorePartOfPrecision['multiply']>) =>
        functions.multiply(...args),
      )
      expect(passesKnownAnswers({ ...right, [precision]: { ...functions, fir } })).toBe(false)
      expect(passesKnownAnswers({ ...right, [precision]: { ...functions, multiply } })).toBe(false)
      // A transform is rounded, so the exponent must be wrong. Each kind of first level is tested.
      for (const wrongSize of [32, 64]) {
        for (const name of ['forward', 'inverse'] as const) {
          const transform: CorePartOfPrecision['forward'] = (target, source, size, plan) => {
            functions[name](target, source, size, plan)
            const bytes = new Uint8Array(right.memory.buffer, target, 64 * 8)
            if (size === wrongSize) bytes[10 * (precision === 'float32' ? 4 : 8) - 1] ^= 1
          }
          expect(passesKnownAnswers({ ...right, [precision]: { ...functions, [name]: transform } })).toBe(
            false,
          )
        }
      }
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

test('The binary is also decoded without Buffer', async () => {
  const { simd } = await freshModule()
  vi.stubGlobal('Buffer', undefined)
  expect(['baseline', 'relaxed']).toContain(simd())
})
