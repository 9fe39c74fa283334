import { convolve, type ConvolveOptions, Convolver, type Mode, type Precision, type Samples } from 'tapline'
import { extentOf } from '../../src/convolution/mode.js'
import { overlapAddConvolution } from '../../src/convolution/overlap-add.js'
import { Source } from '../../src/convolution/source.js'
import { LEAST_SIZE } from '../../src/transform/block-transform.js'
import { cut } from './signals.js'
import { processAll } from './streaming.js'

/** One of the ways in which the package convolves. */
export interface Contestant {
  readonly name: string
  readonly isStreaming: boolean
  readonly convolve: (signal: Samples, kernel: Samples, mode: Mode) => Samples
}

export const BLOCK_SIZES = [0, 1, 7, 64, 480, 1024] as const

const CHUNK_LENGTHS = [1, 0, 5, 64, 300, 31, 1000]

/** All ways to compute the same; inputs and output are of the given precision. */
export function contestants(precision: Precision): Contestant[] {
  return [
    ...(['direct', 'fft', 'overlap-add', 'auto'] as const).map(wholeArrays),
    { name: 'overlap-add in the least blocks', isStreaming: false, convolve: inLeastBlocks },
    ...BLOCK_SIZES.map((blockSize) => streaming(precision, blockSize)),
  ]
}

function wholeArrays(method: NonNullable<ConvolveOptions['method']>): Contestant {
  return {
    name: method,
    isStreaming: false,
    convolve: (signal, kernel, mode) => convolve(signal, kernel, { mode, method }),
  }
}

/** What `convolve` would not choose for so short signals: blocks of the least size that the taps allow. */
function inLeastBlocks(signal: Samples, kernel: Samples, mode: Mode): Samples {
  const precision = signal instanceof Float32Array ? 'float32' : 'float64'
  const [longer, shorter] = signal.length >= kernel.length ? [signal, kernel] : [kernel, signal]
  const extent = extentOf(mode, signal.length, kernel.length)
  const out = precision === 'float32' ? new Float32Array(extent.length) : new Float64Array(extent.length)
  const sources = [new Source(longer, precision), new Source(shorter, precision)] as const
  const size = Math.max(LEAST_SIZE, 2 ** Math.ceil(Math.log2(shorter.length)))
  overlapAddConvolution(...sources, extent, out, size)
  sources[0].poison(out, extent.start, shorter.length)
  sources[1].poison(out, extent.start, longer.length)
  return out
}

function streaming(precision: Precision, blockSize: number): Contestant {
  return {
    name: `streaming with blockSize ${blockSize}`,
    isStreaming: true,
    convolve(signal, kernel, mode) {
      const convolver = new Convolver(kernel, { precision, blockSize })
      const full = processAll(convolver, precision, cut(signal, CHUNK_LENGTHS))
      convolver.dispose()
      const { start, length } = extentOf(mode, signal.length, kernel.length)
      return full.slice(start, start + length)
    },
  }
}
