import {
  autocorrelate,
  CrossCorrelator,
  findMatches,
  matchProfile,
  matrixProfile,
  type Precision,
  type Samples,
  TemplateMatcher,
} from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { chunksOf, noise } from '../harness/data.js'
import { sink } from '../harness/measure.js'
import { median } from '../harness/statistics.js'
import { type Python, startOpenCv, startScipy } from '../peers/python.js'

const SIGNAL_LENGTH = 1_000_000
const TEMPLATE_LENGTH = 1024
const MASS = 'MASS in NumPy'
const MATCH_TEMPLATE = 'cv2.matchTemplate'
const CORRELATE = 'scipy.signal.correlate, fft'
const CORRELATE_WINDOWS = 'scipy.signal.correlate, windows'

export const pattern: Suite = {
  name: 'pattern',
  about: 'templates, periods and repetitions: one call each, and a stream',
  async run(bench) {
    const scipy = await startScipy()
    const openCv = await startOpenCv()
    if (scipy === undefined) bench.skip("SciPy and NumPy: python3 -c 'import scipy' fails here")
    if (openCv === undefined) bench.skip("OpenCV: python3 -c 'import cv2' fails here")
    Object.assign(bench.versions, openCv?.versions, scipy?.versions)
    await compareDistances(bench, scipy)
    await compareCorrelations(bench, openCv)
    await compareBank(bench)
    for (const precision of ['float32', 'float64'] as const)
      await compareAutocorrelation(bench, precision, scipy)
    for (const precision of ['float32', 'float64'] as const) await compareWindows(bench, precision, scipy)
    measureMatrixProfile(bench)
    measureStream(bench)
    scipy?.stop()
    openCv?.stop()
  },
}

async function compareDistances(bench: Bench, scipy: Python | undefined): Promise<void> {
  const [signal, template] = [walk(SIGNAL_LENGTH, 1), walk(TEMPLATE_LENGTH, 2)]
  await scipy?.load('signal', signal)
  await scipy?.load('template', template)
  await bench.compare({
    work: `matchProfile, distance, ${SIGNAL_LENGTH} x ${TEMPLATE_LENGTH}, float64`,
    samples: SIGNAL_LENGTH,
    tolerance: 1e-6,
    ours: { name: 'tapline', run: () => matchProfile(signal, template, { measure: 'distance' }) },
    peers: scipy === undefined ? [] : [scipy.row(MASS, ['signal', 'template'], 'float64')],
    targets: [{ against: [MASS], atLeast: 5 }],
  })
}

async function compareCorrelations(bench: Bench, openCv: Python | undefined): Promise<void> {
  const [signal, template] = [walk(SIGNAL_LENGTH, 1), walk(TEMPLATE_LENGTH, 2)].map((x) =>
    Float32Array.from(x),
  )
  await openCv?.load('signal', signal)
  await openCv?.load('template', template)
  await bench.compare({
    work: `matchProfile, zncc, ${SIGNAL_LENGTH} x ${TEMPLATE_LENGTH}, float32`,
    samples: SIGNAL_LENGTH,
    tolerance: 1e-3,
    ours: { name: 'tapline', run: () => matchProfile(signal, template, { measure: 'zncc' }) },
    peers: openCv === undefined ? [] : [openCv.row(MATCH_TEMPLATE, ['signal', 'template'], 'float32')],
    targets: [{ against: [MATCH_TEMPLATE], atLeast: 1.5 }],
  })
}

/** Many templates share the transforms of the signal. */
async function compareBank(bench: Bench): Promise<void> {
  const signal = noise(SIGNAL_LENGTH, 1)
  const templates = Array.from({ length: 64 }, (_, i) => noise(512, i + 2))
  for (const [i, template] of templates.entries()) signal.set(template, 10_000 * (i + 1))
  const single = '64 single matchProfile calls'
  await bench.compare({
    work: `64 templates of 512 samples over ${SIGNAL_LENGTH}, float32`,
    samples: SIGNAL_LENGTH,
    ours: {
      name: 'findMatches with all of them',
      run: () => findMatches(signal, templates, { threshold: 0.5 }),
      result: () => [findMatches(signal, templates, { threshold: 0.5 }).length],
    },
    peers: [
      {
        name: single,
        run: () => {
          for (const template of templates) sink.last = matchProfile(signal, template)
        },
        result: () => [
          templates.reduce(
            (count, template) =>
              count + matchProfile(signal, template).reduce((n, score) => n + Number(score >= 0.5), 0),
            0,
          ),
        ],
      },
    ],
    targets: [{ against: [single], atLeast: 3 }],
  })
}

async function compareAutocorrelation(
  bench: Bench,
  precision: Precision,
  scipy: Python | undefined,
): Promise<void> {
  const single = noise(2 ** 20, 1)
  const signal: Samples = precision === 'float32' ? single : Float64Array.from(single)
  await scipy?.load('signal', signal)
  await bench.compare({
    work: `autocorrelate, ${2 ** 20} samples, lags to 1000, ${precision}`,
    samples: 2 ** 20,
    tolerance: precision === 'float32' ? 1e-5 : 1e-12,
    ours: { name: 'tapline', run: () => autocorrelate(signal, { maxLag: 1000 }) },
    peers: scipy === undefined ? [] : [scipy.row(CORRELATE, ['signal'], precision)],
    targets: [{ against: [CORRELATE], atLeast: 8 }],
  })
}

async function compareWindows(bench: Bench, precision: Precision, scipy: Python | undefined): Promise<void> {
  const length = 2 ** 18
  const [a, b] = [noise(length, 1), noise(length, 2)].map((signal) =>
    precision === 'float32' ? signal : Float64Array.from(signal),
  )
  await scipy?.load('a', a)
  await scipy?.load('b', b)
  const correlator = new CrossCorrelator({ window: 4096, maxLag: 512, precision })
  const run = (): Samples[] => correlator.process({ a, b })
  await bench.compare({
    work: `CrossCorrelator, windows of 4096 samples, lags to 512, ${precision}`,
    samples: length,
    tolerance: precision === 'float32' ? 1e-5 : 1e-12,
    ours: { name: 'tapline', run, result: () => run().flatMap((window) => [...window]) },
    peers: scipy === undefined ? [] : [scipy.row(CORRELATE_WINDOWS, ['a', 'b'], precision)],
    targets: [{ against: [CORRELATE_WINDOWS], atLeast: 5 }],
  })
}

function measureMatrixProfile(bench: Bench): void {
  const [length, windowLength] = [65_536, 50]
  const signal = Float64Array.from(noise(length, 1))
  const windows = length - windowLength + 1
  const excluded = Math.ceil(windowLength / 4)
  const cells = ((windows - excluded - 1) * (windows - excluded)) / 2
  bench.figure({
    name: `matrixProfile, n = ${length}, m = ${windowLength}, float64`,
    value: cells / seconds(() => matrixProfile(signal, windowLength)) / 1e9,
    unit: 'billion pairs of windows a second',
    atLeast: 0.6,
    note: 'the best published figure for one thread is 1.23',
  })
}

function measureStream(bench: Bench): void {
  const signal = noise(480_000, 1)
  const chunks = chunksOf(signal, 128)
  const matcher = new TemplateMatcher([noise(1024, 2)], { threshold: 0.5 })
  const time = seconds(() => {
    for (const chunk of chunks) sink.last = matcher.process(chunk)
  })
  bench.figure({
    name: 'TemplateMatcher, one template of 1024, chunks of 128',
    value: signal.length / 48_000 / time,
    unit: 'times real time at 48 kHz',
    atLeast: 1000,
  })
}

/** The median of several runs. */
function seconds(run: () => void): number {
  const times = Array.from({ length: 7 }, () => {
    const begin = performance.now()
    run()
    return (performance.now() - begin) / 1e3
  })
  return median(times)
}

/** A random walk, which resembles sensor readings more than noise does. */
function walk(length: number, seed: number): Float64Array {
  let level = 0
  return Float64Array.from(noise(length, seed), (step) => (level += step))
}
