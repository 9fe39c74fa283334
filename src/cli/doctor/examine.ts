import { createRequire } from 'node:module'
import { convolve } from '../../convolution/convolve.js'
import { packages as decoders } from '../../node/stream-decoder.js'
import { Convolver } from '../../stream/convolver/convolver.js'
import { ConvolverMatrix } from '../../stream/convolver/convolver-matrix.js'
import { type Simd, simd } from '../../index.js'
import { engineFault } from '../terminal/engine-fault.js'

/** The report on this installation. */
export interface Examination {
  /** The binary that was chosen; undefined if none can be loaded. */
  readonly simd?: Simd
  /** The reason if none can be loaded. Then nothing is tested or measured. */
  readonly fault?: string
  readonly tests: readonly { readonly name: string; readonly passed: boolean }[]
  /** The speed of convolving stereo sound with a response of 2 s at 48 kHz, relative to real time. */
  readonly timesRealTime?: number
  /** Optional packages. */
  readonly packages: readonly { readonly name: string; readonly use: string; readonly found: boolean }[]
}

/** Tests the engine, and measures it for some 50 ms. */
export function examine(): Examination {
  const fault = engineFault()
  if (fault !== undefined) return { fault, tests: [], packages: packages() }
  const tests = [
    { name: 'transforms', passed: transformsAgree() },
    { name: 'streams', passed: streamsAgree() },
  ]
  return { simd: simd(), tests, timesRealTime: speed(), packages: packages() }
}

/** Pseudo-random numbers in [-1, 1), the same each time. */
function noise(length: number, seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return state / 2 ** 31
  })
}

/** Whether convolution by transforms agrees with the definition, computed by plain loops. */
function transformsAgree(): boolean {
  const [signal, kernel] = [noise(1000, 1), noise(100, 2)]
  return (['fft', 'overlap-add', 'direct'] as const).every((method) => {
    const results = convolve(signal, kernel, { method })
    return results.every((result, n) => {
      let sum = 0
      for (let k = Math.max(0, n - signal.length + 1); k <= Math.min(n, kernel.length - 1); k++) {
        sum += kernel[k] * signal[n - k]
      }
      return Math.abs(result - sum) < 1e-4
    })
  })
}

/** Whether a stream has the same bits whole and in pieces. */
function streamsAgree(): boolean {
  const [signal, kernel] = [noise(5000, 3), noise(2000, 4)]
  const whole = new Convolver(kernel).process(signal)
  const pieces = new Convolver(kernel)
  for (let from = 0, size = 1; from < signal.length; from += size, size += 7) {
    const outputs = pieces.process(signal.subarray(from, from + size))
    if (outputs.some((value, i) => value !== whole[from + i])) return false
  }
  return true
}

/** In ms. The fastest block counts, because the first ones are slow until the engine is compiled. */
const MEASURING_TIME = 50

function speed(): number {
  const [length, rate] = [2 ** 15, 48_000]
  const kernels = [noise(3 * length, 5), noise(3 * length, 6)]
  using matrix = new ConvolverMatrix(
    [
      [kernels[0], null],
      [null, kernels[1]],
    ],
    { blockSize: length },
  )
  const chunk = [noise(length, 7), noise(length, 8)]
  const begin = performance.now()
  let least = Infinity
  do {
    const from = performance.now()
    matrix.process(chunk)
    least = Math.min(least, performance.now() - from)
  } while (performance.now() - begin < MEASURING_TIME)
  return Math.round((1000 * length) / rate / least)
}

const optional = [
  ...Object.entries(decoders).map(([codec, name]) => ({ name, use: `reads ${codec}` })),
  { name: 'node-web-audio-api', use: 'reads AAC, and without their decoders FLAC, MP3 and Vorbis' },
  { name: 'music-metadata', use: 'with it' },
  { name: 'sharp', use: 'reads and writes images' },
  { name: 'vega', use: 'draws plots as SVG and PNG' },
  { name: 'vega-lite', use: 'with it' },
]

function packages(): Examination['packages'] {
  const { resolve } = createRequire(import.meta.url)
  const isFound = (name: string): boolean => {
    try {
      resolve(name)
      return true
    } catch (error) {
      // Packages that allow only `import` are found, but not resolved.
      return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND'
    }
  }
  return optional.map(({ name, use }) => ({ name, use, found: isFound(name) }))
}
