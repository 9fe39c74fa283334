import { chooseMethod, convolve as taplineConvolve, type Precision } from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { interleaved, noise } from '../harness/data.js'
import { grouped } from '../harness/format.js'
import type { Row } from '../harness/measure.js'
import { FftJsOverlapAdd, overlapAddSize } from '../peers/fft-js.js'
import { mlDirectRow, mlFftRow } from '../peers/ml-convolution.js'
import { type Python, type PythonFunction, startScipy } from '../peers/python.js'

interface Work {
  readonly signalLength: number
  readonly kernelLength: number
  /** The fastest of the functions of SciPy and NumPy. */
  readonly against: readonly PythonFunction[]
  readonly atLeast: Readonly<Record<Precision, number>>
}

const FOR_FEW_TAPS: readonly PythonFunction[] = ['numpy.convolve', 'scipy.signal.oaconvolve']
const FOR_MANY_TAPS: readonly PythonFunction[] = ['scipy.signal.oaconvolve', 'scipy.signal.fftconvolve']

const WORKS: readonly Work[] = [
  { signalLength: 1_048_576, kernelLength: 32, against: FOR_FEW_TAPS, atLeast: { float32: 2, float64: 1.5 } },
  {
    signalLength: 1_048_576,
    kernelLength: 101,
    against: FOR_FEW_TAPS,
    atLeast: { float32: 2, float64: 1.5 },
  },
  {
    signalLength: 1_048_576,
    kernelLength: 1_023,
    against: FOR_MANY_TAPS,
    atLeast: { float32: 3, float64: 1.5 },
  },
  {
    signalLength: 2_880_000,
    kernelLength: 96_000,
    against: FOR_MANY_TAPS,
    atLeast: { float32: 3, float64: 1.5 },
  },
]

const COMPLEX: PythonFunction = 'scipy.signal.oaconvolve, complex'

/** Products beyond which the definition takes too long to wait for: about a second. */
const FEASIBLE = { numpy: 2e9, ml: 5e7 }

/**
 * The number of samples beyond which ml-convolution, which transforms the whole at once, takes many seconds and half a gigabyte.
 */
const FEASIBLE_LENGTH = 2 ** 21

export const convolve: Suite = {
  name: 'convolve',
  about: 'whole arrays, one call: N samples with K taps, mode full',
  async run(bench) {
    const scipy = await startScipy()
    if (scipy === undefined) bench.skip("SciPy and NumPy: python3 -c 'import scipy' fails here")
    Object.assign(bench.versions, scipy?.versions)
    for (const precision of ['float32', 'float64'] as const) {
      for (const work of WORKS) await compareWork(bench, work, precision, scipy)
      await compareComplex(bench, precision, scipy)
    }
    scipy?.stop()
  },
}

async function compareWork(
  bench: Bench,
  { signalLength, kernelLength, against, atLeast }: Work,
  precision: Precision,
  scipy: Python | undefined,
): Promise<void> {
  const isSingle = precision === 'float32'
  const single = { signal: noise(signalLength, 1), kernel: noise(kernelLength, 2) }
  const signal = isSingle ? single.signal : Float64Array.from(single.signal)
  const kernel = isSingle ? single.kernel : Float64Array.from(single.kernel)
  const products = signalLength * kernelLength

  const peers: Row[] = [fftJsRow(signal, kernel)]
  // It computes in float64 for any input, and is compared once.
  if (isSingle && signalLength <= FEASIBLE_LENGTH) {
    const mlRow = products <= FEASIBLE.ml ? mlDirectRow : mlFftRow
    peers.push(mlRow(single.signal, single.kernel))
  }
  if (scipy !== undefined) {
    await scipy.load('signal', signal)
    await scipy.load('kernel', kernel)
    const functions: PythonFunction[] = ['scipy.signal.oaconvolve', 'scipy.signal.fftconvolve']
    if (products <= FEASIBLE.numpy) functions.push('numpy.convolve')
    peers.push(...functions.map((name) => scipy.row(name, ['signal', 'kernel'], precision)))
  }

  const { method } = chooseMethod(signalLength, kernelLength, { precision })
  await bench.compare({
    work: `${grouped(signalLength)} x ${grouped(kernelLength)}, ${precision}`,
    note: `method ${method}`,
    samples: signalLength,
    tolerance: isSingle ? 1e-5 : 1e-12,
    ours: { name: 'tapline', run: () => taplineConvolve(signal, kernel) },
    peers,
    targets: [{ against, atLeast: atLeast[precision] }],
  })
}

/** Complex signals, as of radio. */
async function compareComplex(bench: Bench, precision: Precision, scipy: Python | undefined): Promise<void> {
  const complexNoise = (length: number, seed: number) => {
    const parts = { re: noise(length, seed), im: noise(length, seed + 1) }
    if (precision === 'float32') return parts
    return { re: Float64Array.from(parts.re), im: Float64Array.from(parts.im) }
  }
  const [signal, kernel] = [complexNoise(1_048_576, 1), complexNoise(1_023, 3)]
  await scipy?.load('signal', interleaved<Float32Array | Float64Array>(signal))
  await scipy?.load('kernel', interleaved<Float32Array | Float64Array>(kernel))
  const run = () => taplineConvolve(signal, kernel)
  await bench.compare({
    work: `${grouped(signal.re.length)} x ${grouped(kernel.re.length)}, complex, ${precision}`,
    samples: signal.re.length,
    tolerance: precision === 'float32' ? 1e-5 : 1e-12,
    ours: { name: 'tapline', run, result: () => interleaved(run()) },
    peers: scipy === undefined ? [] : [scipy.row(COMPLEX, ['signal', 'kernel'], precision)],
    targets: precision === 'float32' ? [{ against: [COMPLEX], atLeast: 2 }] : [],
  })
}

function fftJsRow<Signal extends Float32Array | Float64Array>(signal: Signal, kernel: Signal): Row {
  const overlapAdd = new FftJsOverlapAdd(overlapAddSize(kernel.length))
  const length = signal.length + kernel.length - 1
  const isSingle = signal instanceof Float32Array
  return {
    name: 'fft.js + overlap-add',
    run: () =>
      overlapAdd.convolve<Float32Array | Float64Array>(
        signal,
        kernel,
        isSingle ? new Float32Array(length) : new Float64Array(length),
      ),
  }
}
