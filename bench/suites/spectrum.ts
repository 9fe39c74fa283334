import FFT from 'fft.js'
import { SpectralProcessor, Stft, windowOf } from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { chunksOf, joined, noise } from '../harness/data.js'
import type { Row } from '../harness/measure.js'

const SAMPLE_RATE = 48_000
const CHUNK_LENGTH = 4096
const WINDOW_LENGTH = 2048
const HOP = 512
const FFT_JS = 'fft.js, the same windows'
const REAL_TIME = 'real time'
/** Whole chunks. */
const LENGTH = 100 * CHUNK_LENGTH

export const spectrum: Suite = {
  name: 'spectrum',
  about: `streams at 48 kHz in chunks of ${CHUNK_LENGTH} samples, windows of ${WINDOW_LENGTH}, a hop of ${HOP}, float32`,
  async run(bench) {
    await compareStft(bench)
    await compareSpectralProcessor(bench)
  },
}

async function compareStft(bench: Bench): Promise<void> {
  const signal = noise(LENGTH, 1)
  const window = windowOf('hann', WINDOW_LENGTH)
  await bench.compare({
    work: `Stft, ${WINDOW_LENGTH}/${HOP}`,
    samples: LENGTH,
    ours: stftRow(signal, window),
    peers: [fftJsRow(signal, window)],
    targets: [{ against: [FFT_JS], atLeast: 5 }],
  })
}

function stftRow(signal: Float32Array, window: Float64Array): Row {
  const chunks = chunksOf(signal, CHUNK_LENGTH)
  const analysis = new Stft({ window, hop: HOP })
  return {
    name: 'Stft',
    run: () => {
      let last
      for (const chunk of chunks) last = analysis.process(chunk)
      analysis.reset()
      return last
    },
    result: () => {
      const spectra = chunks.flatMap((chunk) => analysis.process(chunk))
      analysis.reset()
      return joined(spectra.map((frame) => Float32Array.from(frame)))
    },
  }
}

/**
 * Hand-written: the frame is windowed and transformed in float64, the precision of fft.js, and its half-spectrum is kept in a new
 * array.
 */
function fftJsRow(signal: Float32Array, window: Float64Array): Row {
  const transform = new FFT(WINDOW_LENGTH)
  const [frame, full] = [new Float64Array(WINDOW_LENGTH), new Float64Array(2 * WINDOW_LENGTH)]
  const spectra = (): Float32Array[] => {
    const all: Float32Array[] = []
    for (let end = HOP; end <= signal.length; end += HOP) {
      const start = end - WINDOW_LENGTH
      for (let i = 0; i < WINDOW_LENGTH; i++) frame[i] = start + i < 0 ? 0 : window[i] * signal[start + i]
      transform.realTransform(full, frame)
      all.push(Float32Array.from(full.subarray(0, WINDOW_LENGTH + 2)))
    }
    return all
  }
  return { name: FFT_JS, run: spectra, result: () => joined(spectra()) }
}

async function compareSpectralProcessor(bench: Bench): Promise<void> {
  const channels = [noise(LENGTH, 1), noise(LENGTH, 2)].map((signal) => chunksOf(signal, CHUNK_LENGTH))
  const window = windowOf('hann', WINDOW_LENGTH)
  const processor = new SpectralProcessor(() => undefined, { window, hop: HOP, channels: 2 })
  await bench.compare({
    work: 'SpectralProcessor that changes nothing, stereo',
    samples: 2 * LENGTH,
    ours: {
      name: 'SpectralProcessor',
      run: () => {
        let last
        for (const [i, left] of channels[0].entries()) last = processor.process([left, channels[1][i]])
        return last
      },
      // There is no result to compare with real time.
      result: () => [],
    },
    peers: [{ name: REAL_TIME, time: () => Promise.resolve(LENGTH / SAMPLE_RATE) }],
    targets: [{ against: [REAL_TIME], atLeast: 500 }],
  })
}
