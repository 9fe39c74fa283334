import {
  convolve,
  type ConvolveOptions,
  Convolver,
  ConvolverMatrix,
  type Mode,
  type Precision,
  type Samples,
} from 'tapline'
import { extentOf } from '../../src/convolution/mode.js'
import { overlapAddConvolution } from '../../src/convolution/overlap-add.js'
import { Source } from '../../src/convolution/source.js'
import { LEAST_SIZE } from '../../src/transform/block-transform.js'
import { cut, joined } from './signals.js'
import { processAll } from './streaming.js'

/** One of the ways in which the package convolves. */
export interface Contestant {
  readonly name: string
  readonly isStreaming: boolean
  readonly convolve: (signal: Samples, kernel: Samples, mode: Mode) => Samples
}

export const BLOCK_SIZES = [0, 1, 7, 64, 480, 1024] as const

const CHUNK_LENGTHS = [1, 0, 5, 64, 300, 31, 1000]

/** All ways to compute a convolution; inputs and output have the given precision. */
export function contestants(precision: Precision): Contestant[] {
  return [
    ...(['direct', 'fft', 'overlap-add', 'auto'] as const).map(wholeArrays),
    { name: 'overlap-add in the least blocks', isStreaming: false, convolve: inLeastBlocks },
    ...BLOCK_SIZES.map((blockSize) => streaming(precision, blockSize)),
    { name: 'streaming by one of the channels of a matrix', isStreaming: true, convolve: amongOthers },
    { name: 'streaming with a kernel that takes over from its like', isStreaming: true, convolve: takenOver },
  ]
}

/** The first input goes to the second output; something else goes to the first one. */
function amongOthers(signal: Samples, kernel: Samples, mode: Mode): Samples {
  const precision = precisionOf(signal)
  using matrix = new ConvolverMatrix([
    [null, kernel],
    [kernel.map((tap) => -tap), null],
  ])
  const outputs = cut(signal, CHUNK_LENGTHS).map((chunk) => matrix.process([chunk, chunk.map(() => 1)])[1])
  return partOf(joined(precision, [...outputs, matrix.flush()[1]]), mode, signal, kernel)
}

/** The past is replayed, and the two results are mixed. */
function takenOver(signal: Samples, kernel: Samples, mode: Mode): Samples {
  const precision = precisionOf(signal)
  using convolver = new Convolver(kernel)
  const outputs = cut(signal, CHUNK_LENGTHS).map((chunk, i) => {
    if (i === 2) convolver.setKernel(kernel, { delay: 37, fade: 11 })
    return convolver.process(chunk)
  })
  return partOf(joined(precision, [...outputs, convolver.flush()]), mode, signal, kernel)
}

function precisionOf(signal: Samples): Precision {
  return signal instanceof Float32Array ? 'float32' : 'float64'
}

/** The part of the full result that a mode keeps. */
function partOf(full: Samples, mode: Mode, signal: Samples, kernel: Samples): Samples {
  const { start, length } = extentOf(mode, signal.length, kernel.length)
  return full.slice(start, start + length)
}

function wholeArrays(method: NonNullable<ConvolveOptions['method']>): Contestant {
  return {
    name: method,
    isStreaming: false,
    convolve: (signal, kernel, mode) => convolve(signal, kernel, { mode, method }),
  }
}

/** A method that `convolve` would not choose for short signals: the smallest blocks that the taps allow. */
function inLeastBlocks(signal: Samples, kernel: Samples, mode: Mode): Samples {
  const precision = precisionOf(signal)
  const [longer, shorter] = signal.length >= kernel.length ? [signal, kernel] : [kernel, signal]
  const extent = extentOf(mode, signal.length, kernel.length)
  const out = precision === 'float32' ? new Float32Array(extent.length) : new Float64Array(extent.length)
  const sources = [new Source(longer, precision), new Source(shorter, precision)] as const
  const size = Math.max(LEAST_SIZE, 2 ** Math.ceil(Math.log2(shorter.length)))
  overlapAddConvolution(...sources, extent, out, size)
  sources[0].fillGaps(out, extent.start, shorter.length)
  sources[1].fillGaps(out, extent.start, longer.length)
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
      return partOf(full, mode, signal, kernel)
    },
  }
}
