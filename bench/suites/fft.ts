import FFT from 'fft.js'
import { ComplexFft, type Precision, RealFft } from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { interleaved, noise } from '../harness/data.js'
import type { Row } from '../harness/measure.js'
import { PffftOrdered } from '../peers/pffft.js'

const SIZES = Array.from({ length: 14 }, (_, i) => 32 << i)
const COMPLEX_SIZES = [1024, 4096, 65536]
const PFFFT = 'pffft-wasm, SIMD, ordered'
const FFT_JS = 'fft.js realTransform'
const FFT_JS_COMPLEX = 'fft.js transform'
const WANTED: Record<Precision, number> = { float32: 8, float64: 4 }

export const fft: Suite = {
  name: 'fft',
  about: 'RealFft and ComplexFft, forward, natural order, into given arrays',
  async run(bench) {
    for (const precision of ['float32', 'float64'] as const) {
      for (const size of SIZES) await compareSize(bench, size, precision)
      for (const size of COMPLEX_SIZES) await compareComplex(bench, size, precision)
    }
  },
}

async function compareSize(bench: Bench, size: number, precision: Precision): Promise<void> {
  const Samples = precision === 'float32' ? Float32Array : Float64Array
  const signal = Samples.from(noise(size, size))
  const ours = new RealFft(size, { precision })
  const spectrum = new Samples(ours.spectrumLength)
  const peers = [fftJsRow(signal)]
  const targets = [{ against: [FFT_JS], atLeast: WANTED[precision] }]
  if (signal instanceof Float32Array) {
    peers.push(pffftRow(signal))
    targets.push({ against: [PFFFT], atLeast: 1.1 })
  }
  await bench.compare({
    work: `${size} points, ${precision}`,
    samples: size,
    tolerance: precision === 'float32' ? 1e-5 : 1e-12,
    ours: { name: 'RealFft', run: () => ours.forward(signal, spectrum) },
    peers,
    targets,
  })
}

async function compareComplex(bench: Bench, size: number, precision: Precision): Promise<void> {
  const Samples = precision === 'float32' ? Float32Array : Float64Array
  const signal = { re: Samples.from(noise(size, size)), im: Samples.from(noise(size, size + 1)) }
  const ours = new ComplexFft(size, { precision })
  const out = { re: new Samples(size), im: new Samples(size) }
  const run = (): unknown => ours.forward(signal, out)
  const transform = new FFT(size)
  const [input, spectrum] = [
    Float64Array.from(interleaved<Float32Array | Float64Array>(signal)),
    new Float64Array(2 * size),
  ]
  await bench.compare({
    work: `${size} complex points, ${precision}`,
    samples: size,
    tolerance: precision === 'float32' ? 1e-5 : 1e-12,
    ours: {
      name: 'ComplexFft',
      run,
      result: () => {
        run()
        return interleaved<Float32Array | Float64Array>(out)
      },
    },
    peers: [
      {
        name: FFT_JS_COMPLEX,
        run: () => transform.transform(spectrum, input),
        result: () => {
          transform.transform(spectrum, input)
          return spectrum
        },
      },
    ],
  })
}

/** In float64, as it is made. */
function fftJsRow(signal: Float32Array | Float64Array): Row {
  const transform = new FFT(signal.length)
  const samples = Float64Array.from(signal)
  const spectrum = new Float64Array(2 * signal.length)
  const run = (): void => {
    transform.realTransform(spectrum, samples)
  }
  const result = (): Float64Array => {
    run()
    // The upper half is undefined.
    return spectrum.slice(0, signal.length + 2)
  }
  return { name: FFT_JS, run, result }
}

function pffftRow(signal: Float32Array): Row {
  const pffft = new PffftOrdered(signal.length)
  const spectrum = new Float32Array(signal.length)
  const run = (): void => {
    pffft.forward(signal, spectrum)
  }
  const result = (): number[] => {
    run()
    const [first, last, ...bins] = spectrum
    return [first, 0, ...bins, last, 0]
  }
  return { name: PFFFT, run, result }
}
