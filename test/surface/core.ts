import { readFileSync } from 'node:fs'
import * as core from 'tapline'
import {
  anything,
  bytes,
  callback,
  chunk,
  complex,
  count,
  flag,
  listOf,
  number,
  oneOf,
  options,
  shape,
  signal,
} from './parameters.js'
import { alsoCalling, calling, making, method, type Subjects } from './subject.js'

const wave = Float64Array.from({ length: 64 }, (_, n) => Math.sin(n / 3) + Math.sin(n / 7))
const bump = [0, 1, 3, 2, 0]
const precision = oneOf('precision', 'float32')
const out = anything('out', undefined)
const kernelOptions = [precision, count('blockSize', 0)]
const exchange = options(count('fade', 2), count('delay', 0))
const named = { alias: /\b(?:templates?|hostile)\b/ }
// Templates are arrays, or objects or arrays of them.
const templates = anything('templates', bump, named)
const rate = anything('threshold', 0.9)
const matching = [
  rate,
  count('minDistance', 1),
  count('maxMatches', 3),
  oneOf('polarity', 'both'),
  flag('distinct', true),
  count('channelCount', undefined),
  signal('weights', undefined, { isOptional: true }),
]
const frames = [signal('window', [1, 1, 1, 1]), count('hop', 2), count('fftSize', 8), precision]
const resampling = [
  number('fromRate', 2),
  number('toRate', 3),
  number('stopbandDb', 100),
  oneOf('edges', 'nearest'),
]
const exclusion = count('exclusion', 2)
const maxLag = count('maxLag', 4)
const limits = ['height', 'threshold', 'prominence', 'width', 'plateauSize'].map((name) => anything(name, 0))

const correlateOptions = options(
  oneOf('mode', 'full'),
  oneOf('method', 'direct'),
  oneOf('edges', 'zero'),
  oneOf('normalize', 'none'),
  count('maxLag', undefined),
)

const engineFile = new URL(`../../src/wasm/generated/${core.simd()}.wasm`, import.meta.url)
const engineModule = new WebAssembly.Module(readFileSync(engineFile))

const convolver = () => new core.Convolver([1, 0.5, 0.25])
const matrix = () => new core.ConvolverMatrix([[[1, 0.5]]])
const rechunker = () => new core.Rechunker(4)
const chain = () => new core.Chain(convolver(), rechunker())
const resampler = () => new core.Resampler({ fromRate: 2, toRate: 3 })
const matcher = () => new core.TemplateMatcher(bump)
const timedMatcher = () => new core.TimedMatcher(bump)
const autocorrelator = () => new core.Autocorrelator({ window: 16 })
const pairs = { a: wave, b: wave }
const correlator = () => new core.CrossCorrelator({ window: 16 })
const tracker = () => new core.DelayTracker({ window: 16 })
const pairing = [
  count('window', 16, { isOptional: false }),
  count('hop', 4),
  maxLag,
  count('maxAhead', 100),
  oneOf('overflow', 'gap'),
]
const signals = { reference: wave, desired: wave }
const adaptive = () => new core.AdaptiveConvolver({ length: 4 })
const adapting = options(
  count('length', 4, { isOptional: false }),
  oneOf('method', 'nlms'),
  number('step', 0.5),
  precision,
  count('maxAhead', 100),
  oneOf('overflow', 'gap'),
)
const regrid = () => new core.Regrid({ step: 1 })
const regridding = options(
  number('step', 1, { isOptional: false }),
  number('start', 0),
  oneOf('method', 'sinc'),
  number('maxGap', 2),
  number('maxDisorder', 1),
)
const justWindow = options(count('window', 16, { isOptional: false }))
const correlating = options(...pairing, oneOf('normalize', 'phat'), flag('demean'), precision)
const tracking = options(...pairing, oneOf('method', 'phat'), oneOf('polarity', 'both'), count('history', 4))
const pair = shape('pair', pairs)
const pitchDetector = () => new core.PitchDetector({ window: 64, sampleRate: 64, minHz: 4, maxHz: 20 })
const profiler = () => new core.MatrixProfiler(4, { historyLength: 32, exclusion: 2 })
const timed = () => new core.Timed(rechunker() as never, 4)
const complexConvolver = () => new core.ComplexConvolver({ re: [1, 0.5], im: [0, 1] })
const complexFft = () => new core.ComplexFft(4)
const complexFeeds = (convolver: core.ComplexConvolver) => [
  convolver.process({ re: wave, im: wave }),
  convolver.flush(),
]
/** Arrays for both parts of a result. */
const complexOut = (length: number) =>
  shape('out', { re: new Float64Array(length), im: new Float64Array(length) }, { isOptional: true })
const fft = () => new core.RealFft(4)
const framed = { window: [1, 1, 1, 1], hop: 2 }
const spectra = core.stft(wave, framed)
const stftBytes = new core.Stft({ ...framed, fftSize: 8 }).snapshot()
const istftBytes = new core.Istft({ ...framed, fftSize: 8 }).snapshot()
const analysis = () => new core.Stft(framed)
const synthesis = () => new core.Istft(framed)
const spectral = () => new core.SpectralProcessor(() => undefined, framed)
const spectralOptions = options(
  signal('window', [1, 1, 1, 1], { isOptional: true }),
  count('hop', 2),
  count('fftSize', 4),
  precision,
  count('channels', undefined),
)
const onsetDetector = () => new core.OnsetDetector({ sampleRate: 8000, threshold: 2 })
const onsetOptions = options(number('sampleRate', 8000, { isOptional: false }), number('threshold', 2))
const peakDetector = () => new core.PeakDetector({ distance: 3 })
const detectorOptions = { height: 0, threshold: 0, distance: 2, prominence: 0, wlen: 9 } as const
const detectorLimits = [
  ...['height', 'threshold', 'prominence'].map((name) => anything(name, 0)),
  number('distance', 2),
  number('wlen', 9),
]
const spectrogram = () => new core.Spectrogram(framed)
const bandOptions = options(
  oneOf('scale', 'octave', { isOptional: false }),
  number('sampleRate', 8000, { isOptional: false }),
  count('fftSize', 8, { isOptional: false }),
  count('count', undefined),
  count('fraction', 1),
  number('minHz', 100),
  number('maxHz', 4000),
)
const spectrogramOptions = options(
  ...frames,
  anything('bands', undefined),
  number('minDb', -80),
  number('maxDb', 0),
)

const feeds = (processor: { process(input: never): unknown; flush(): unknown }) => [
  processor.process(wave as never),
  processor.flush(),
]

export const subjects: Subjects = {
  autocorrelate: calling(
    core.autocorrelate,
    signal('signal', wave),
    options(maxLag, oneOf('normalize', 'none'), flag('demean', true)),
  ),
  Autocorrelator: making(
    core.Autocorrelator,
    [
      options(
        count('window', 16),
        count('hop', 4),
        maxLag,
        oneOf('normalize', 'none'),
        flag('demean'),
        precision,
      ),
    ],
    {
      process: method(autocorrelator, 'process', [chunk('chunk', wave)], feeds),
      restore: method(() => core.Autocorrelator, 'restore', [
        options(count('window', 16)),
        bytes('bytes', autocorrelator().snapshot()),
      ]),
    },
  ),
  bands: calling(core.bands, bandOptions),
  chooseMethod: calling(
    core.chooseMethod,
    count('signalLength', 10, { isOptional: false }),
    count('kernelLength', 3, { isOptional: false }),
    options(oneOf('mode', 'same'), precision),
  ),
  convolve: {
    ...calling(
      core.convolve,
      signal('signal', wave),
      signal('kernel', bump),
      options(oneOf('mode', 'full'), oneOf('method', 'direct'), oneOf('edges', 'zero')),
      out,
    ),
    methods: {
      'of complex signals': alsoCalling(
        core.convolve,
        complex('signal', { re: wave, im: wave }),
        complex('kernel', { re: bump, im: bump }),
        options(oneOf('mode', 'full'), oneOf('method', 'direct'), oneOf('edges', 'zero')),
      ),
    },
  },
  ComplexConvolver: making(
    core.ComplexConvolver,
    [complex('kernel', { re: bump, im: bump }), options(...kernelOptions)],
    {
      process: method(
        complexConvolver,
        'process',
        [complex('chunk', { re: wave, im: wave }, { isReal: false }), complexOut(wave.length)],
        complexFeeds,
      ),
      setKernel: method(
        complexConvolver,
        'setKernel',
        [complex('kernel', { re: [1, 2], im: [0, 1] }), exchange],
        complexFeeds,
      ),
      restore: method(() => core.ComplexConvolver, 'restore', [
        complex('kernel', { re: [1, 0.5], im: [0, 1] }),
        options(count('blockSize', 0)),
        bytes('bytes', complexConvolver().snapshot()),
      ]),
    },
  ),
  ComplexFft: making(core.ComplexFft, [count('size', 4, { isOptional: false }), options(precision)], {
    forward: method(complexFft, 'forward', [
      complex('signal', { re: [1, 2, 3, 4], im: [4, 3, 2, 1] }, { isReal: false }),
      complexOut(4),
    ]),
    inverse: method(complexFft, 'inverse', [
      complex('spectrum', { re: [1, 2, 3, 4], im: [4, 3, 2, 1] }, { isReal: false }),
      complexOut(4),
    ]),
  }),
  Convolver: making(core.Convolver, [signal('kernel', bump), options(...kernelOptions)], {
    process: method(convolver, 'process', [signal('chunk', wave), out], feeds),
    setKernel: method(convolver, 'setKernel', [signal('kernel', [1, 2]), exchange], feeds),
    restore: method(() => core.Convolver, 'restore', [
      signal('kernel', [1, 0.5, 0.25]),
      bytes('bytes', convolver().snapshot()),
    ]),
  }),
  Chain: making(core.Chain, [shape('processors', convolver())], {
    process: method(chain, 'process', [signal('chunk', wave)], feeds),
    restore: method(() => core.Chain, 'restore', [
      listOf('restorers', [
        (part: Uint8Array) => core.Convolver.restore([1, 0.5, 0.25], part),
        (part: Uint8Array) => core.Rechunker.restore(4, part),
      ]),
      bytes('bytes', chain().snapshot()),
    ]),
  }),
  ConvolverMatrix: making(core.ConvolverMatrix, [listOf('kernels', [[[1]]]), options(...kernelOptions)], {
    process: method(
      matrix,
      'process',
      [listOf('chunks', [wave]), anything('outs', undefined)],
      (instance) => [instance.process([wave]), instance.flush()],
    ),
    setKernels: method(matrix, 'setKernels', [listOf('kernels', [[[1]]]), exchange], (instance) =>
      instance.process([wave]),
    ),
    restore: method(() => core.ConvolverMatrix, 'restore', [
      listOf('kernels', [[[1, 0.5]]]),
      bytes('bytes', matrix().snapshot()),
    ]),
  }),
  correlate: {
    ...calling(core.correlate, signal('signal', wave), signal('template', bump), correlateOptions, out),
    methods: {
      'of complex signals': alsoCalling(
        core.correlate,
        complex('signal', { re: wave, im: wave }),
        complex('template', { re: bump, im: bump }),
        correlateOptions,
      ),
    },
  },
  correlationLags: calling(
    core.correlationLags,
    count('signalLength', 10, { isOptional: false }),
    count('templateLength', 3, { isOptional: false }),
    oneOf('mode', 'full'),
  ),
  decibelsOf: calling(
    core.decibelsOf,
    signal('powers', [1, 2]),
    options(number('reference', 1), number('minDb', -60)),
  ),
  analyticSignal: calling(core.analyticSignal, signal('signal', wave)),
  differentiator: calling(
    core.differentiator,
    options(count('length', 9, { isOptional: false }), number('sampleRate', 10), anything('window', 'hann')),
  ),
  envelope: calling(core.envelope, signal('signal', wave)),
  gaussianKernel: calling(
    core.gaussianKernel,
    number('sigma', 2, { isOptional: false }),
    options(count('radius', 5)),
  ),
  hilbert: calling(
    core.hilbert,
    options(count('length', 9, { isOptional: false }), anything('window', 'hann')),
  ),
  inverseKernel: calling(
    core.inverseKernel,
    signal('kernel', bump),
    options(count('length', 20), count('delay', 3), number('regularization', 0.1)),
  ),
  movingAverage: calling(core.movingAverage, count('length', 4, { isOptional: false })),
  savitzkyGolay: calling(
    core.savitzkyGolay,
    options(
      count('length', 5, { isOptional: false }),
      count('degree', 2, { isOptional: false }),
      count('derivative', 1),
      number('sampleRate', 10),
      number('position', 1),
    ),
  ),
  wiener: calling(
    core.wiener,
    signal('signal', wave),
    signal('desired', wave),
    options(count('length', 3, { isOptional: false }), number('regularization', 0.1)),
  ),
  designFir: calling(
    core.designFir,
    options(
      oneOf('type', 'lowpass', { isOptional: false }),
      number('cutoffHz', 100),
      number('sampleRate', 1000),
      count('length', 31),
      anything('window', 'hann'),
      oneOf('phase', 'linear'),
      flag('scale', true),
    ),
  ),
  AdaptiveConvolver: making(core.AdaptiveConvolver, [adapting], {
    process: method(adaptive, 'process', [shape('input', signals)], (made) => [
      made.process(signals),
      made.flush(),
    ]),
    setLearning: method(adaptive, 'setLearning', [flag('isLearning', true)], (made) => [made.isLearning]),
    restore: method(() => core.AdaptiveConvolver, 'restore', [
      options(count('length', 4, { isOptional: false })),
      bytes('bytes', adaptive().snapshot()),
    ]),
  }),
  CrossCorrelator: making(core.CrossCorrelator, [correlating], {
    process: method(correlator, 'process', [pair], (made) => [made.process(pairs), made.flush()]),
    restore: method(() => core.CrossCorrelator, 'restore', [
      justWindow,
      bytes('bytes', correlator().snapshot()),
    ]),
  }),
  DelayTracker: making(core.DelayTracker, [tracking], {
    process: method(tracker, 'process', [pair], (made) => [made.process(pairs), made.flush()]),
    restore: method(() => core.DelayTracker, 'restore', [justWindow, bytes('bytes', tracker().snapshot())]),
  }),
  detectPeriod: calling(
    core.detectPeriod,
    signal('signal', wave),
    options(number('minPeriod', 2), number('maxPeriod', 30)),
  ),
  detectPitch: calling(
    core.detectPitch,
    signal('window', wave),
    options(
      number('sampleRate', 64),
      number('minHz', 4),
      number('maxHz', 20),
      number('minClarity', 0.5),
      number('minVoicing', 0.5),
      number('minLevelDb', -60),
    ),
  ),
  estimateDelay: calling(
    core.estimateDelay,
    signal('a', wave, { alias: /\b(?:a|x|signal|first)\b/ }),
    signal('b', wave, { alias: /\b(?:b|y|reference|second)\b/ }),
    options(oneOf('method', 'phat'), maxLag, flag('demean'), oneOf('polarity', 'both')),
  ),
  findDiscords: calling(
    core.findDiscords,
    anything('profile', core.matrixProfile(wave, 8)),
    options(count('count', 2)),
  ),
  findMatches: calling(core.findMatches, signal('signal', wave), templates, options(...matching)),
  findMotifs: calling(
    core.findMotifs,
    anything('profile', core.matrixProfile(wave, 8)),
    options(count('count', 2)),
  ),
  peakProminences: calling(
    core.peakProminences,
    signal('signal', wave),
    signal('indices', [5], { alias: /\bindices\b/ }),
    options(number('wlen', 9)),
  ),
  peakWidths: calling(
    core.peakWidths,
    signal('signal', wave),
    signal('indices', [5], { alias: /\bindices\b/ }),
    options(number('relHeight', 0.5), number('wlen', 9)),
  ),
  findPeaks: calling(
    core.findPeaks,
    signal('values', wave),
    options(...limits, number('distance', 2), number('wlen', 9), number('relHeight', 0.5)),
  ),
  Istft: making(core.Istft, [options(...frames)], {
    process: method(synthesis, 'process', [listOf('spectra', spectra)], (instance) => [
      instance.process(spectra),
      instance.flush(),
    ]),
    restore: method(() => core.Istft, 'restore', [options(...frames), bytes('bytes', istftBytes)]),
  }),
  istft: calling(
    core.istft,
    listOf('frames', core.stft(wave, { window: [1, 1, 1, 1], hop: 2 })),
    options(
      signal('window', [1, 1, 1, 1]),
      count('hop', 2),
      count('fftSize', 4),
      precision,
      count('length', 8),
    ),
  ),
  kaiserParameters: calling(core.kaiserParameters, {
    ...options(number('attenuationDb', 60), number('transitionHz', 10), number('sampleRate', 1000)),
    alias: /\b(?:options?|requirements)\b/,
  }),
  matchProfile: calling(
    core.matchProfile,
    signal('signal', wave),
    signal('template', bump),
    options(oneOf('measure', 'zncc')),
  ),
  matrixProfile: calling(
    core.matrixProfile,
    signal('signal', wave),
    count('windowLength', 8, { isOptional: false }),
    options(
      exclusion,
      signal('against', wave, { isOptional: true }),
      count('neighbourCount', 2),
      flag('sides', false),
    ),
  ),
  MatrixProfiler: making(
    core.MatrixProfiler,
    [count('windowLength', 4, { isOptional: false }), options(count('historyLength', 32), exclusion)],
    {
      process: method(profiler, 'process', [chunk('chunk', wave)], feeds),
      restore: method(() => core.MatrixProfiler, 'restore', [
        count('windowLength', 4, { isOptional: false }),
        options(count('historyLength', 32), exclusion),
        bytes('bytes', profiler().snapshot()),
      ]),
    },
  ),
  minimumPhase: calling(core.minimumPhase, signal('kernel', bump)),
  OnsetDetector: making(core.OnsetDetector, [onsetOptions], {
    process: method(onsetDetector, 'process', [chunk('chunk', wave)], feeds),
    restore: method(() => core.OnsetDetector, 'restore', [
      onsetOptions,
      bytes('bytes', onsetDetector().snapshot()),
    ]),
  }),
  PeakDetector: making(core.PeakDetector, [options(...detectorLimits)], {
    process: method(peakDetector, 'process', [chunk('chunk', wave)], feeds),
    restore: method(() => core.PeakDetector, 'restore', [
      options(...detectorLimits),
      bytes('bytes', new core.PeakDetector(detectorOptions).snapshot()),
    ]),
  }),
  PitchDetector: making(
    core.PitchDetector,
    [
      options(
        count('window', 64),
        count('hop', 8),
        number('sampleRate', 64),
        number('minHz', 4),
        number('maxHz', 20),
        number('minClarity', 0.5),
        number('minVoicing', 0.5),
        number('minLevelDb', -60),
      ),
    ],
    {
      process: method(pitchDetector, 'process', [chunk('chunk', wave)], feeds),
      restore: method(() => core.PitchDetector, 'restore', [
        options(count('window', 64), number('sampleRate', 64), number('minHz', 4), number('maxHz', 20)),
        bytes('bytes', pitchDetector().snapshot()),
      ]),
    },
  ),
  powerOf: calling(core.powerOf, signal('spectrum', [1, 2, 3, 4]), out),
  PreparedKernel: making(core.PreparedKernel, [signal('kernel', bump), options(...kernelOptions)]),
  PreparedMatrix: making(core.PreparedMatrix, [listOf('kernels', [[[1]]]), options(...kernelOptions)]),
  RealFft: making(core.RealFft, [count('size', 4, { isOptional: false }), options(precision)], {
    forward: method(fft, 'forward', [signal('signal', [1, 2, 3, 4]), out]),
    inverse: method(fft, 'inverse', [signal('spectrum', [1, 2, 3, 4, 5, 6]), out]),
  }),
  Rechunker: making(
    core.Rechunker,
    [count('size', 4, { isOptional: false }), options(count('hop', 2), precision, oneOf('rest', 'pad'))],
    {
      process: method(rechunker, 'process', [chunk('chunk', wave)], feeds),
      restore: method(() => core.Rechunker, 'restore', [
        count('size', 4, { isOptional: false }),
        options(count('hop', 4)),
        bytes('bytes', rechunker().snapshot()),
      ]),
    },
  ),
  Regrid: making(core.Regrid, [regridding], {
    process: method(regrid, 'process', [listOf('reading', { value: 1, time: 1 })], (made) => [
      made.process({ value: 2, time: 2 }),
      made.flush(),
    ]),
    timeOf: method(regrid, 'timeOf', [count('index', 1, { isOptional: false })]),
    restore: method(() => core.Regrid, 'restore', [
      options(number('step', 1, { isOptional: false })),
      bytes('bytes', regrid().snapshot()),
    ]),
  }),
  resample: calling(core.resample, signal('signal', wave), options(...resampling)),
  Resampler: making(core.Resampler, [options(...resampling, precision, count('channelCount', undefined))], {
    process: method(resampler, 'process', [signal('chunk', wave)], feeds),
    setRates: method(resampler, 'setRates', [options(number('fromRate', 2), number('toRate', 3))], feeds),
    restore: method(() => core.Resampler, 'restore', [
      options(number('fromRate', 2), number('toRate', 3)),
      bytes('bytes', resampler().snapshot()),
    ]),
  }),
  setEngine: calling(core.setEngine, anything('module', engineModule, { isOptional: false })),
  setSimd: calling(core.setSimd, oneOf('choice', core.simd(), { isOptional: false, alias: /\bsimd\b/i })),
  simd: calling(core.simd),
  SpectralProcessor: making(core.SpectralProcessor, [callback('change', () => undefined), spectralOptions], {
    process: method(spectral, 'process', [signal('chunk', wave)], feeds),
    restore: method(() => core.SpectralProcessor, 'restore', [
      callback('change', () => undefined),
      spectralOptions,
      bytes('bytes', spectral().snapshot()),
    ]),
  }),
  Spectrogram: making(core.Spectrogram, [spectrogramOptions], {
    process: method(spectrogram, 'process', [chunk('chunk', wave)], feeds),
    restore: method(() => core.Spectrogram, 'restore', [spectrogramOptions, bytes('bytes', stftBytes)]),
  }),
  Stft: making(core.Stft, [options(...frames)], {
    process: method(analysis, 'process', [chunk('chunk', wave)], feeds),
    restore: method(() => core.Stft, 'restore', [options(...frames), bytes('bytes', stftBytes)]),
  }),
  stft: calling(core.stft, signal('signal', wave), options(...frames)),
  TemplateMatcher: making(core.TemplateMatcher, [templates, options(...matching, count('blockSize', 0))], {
    process: method(matcher, 'process', [chunk('chunk', wave)], feeds),
    gap: method(matcher, 'gap', [count('length', 3, { isOptional: false })], feeds),
    add: method(matcher, 'add', [signal('template', bump, named), anything('name', 'other')]),
    remove: method(matcher, 'remove', [anything('name', 0)], feeds),
    restore: method(() => core.TemplateMatcher, 'restore', [
      templates,
      options(count('blockSize', 0)),
      bytes('bytes', matcher().snapshot()),
    ]),
  }),
  through: calling(core.through, callback('create', rechunker)),
  Timed: making(
    core.Timed,
    [anything('processor', rechunker()), count('windowLength', 4, { isOptional: false })],
    {
      process: method(timed, 'process', [anything('input', { value: 1, time: 2 }, { alias: /\bvalue\b/ })]),
      restore: method(() => core.Timed, 'restore', [
        callback('restoreProcessor', () => rechunker() as never),
        count('windowLength', 4, { isOptional: false }),
        bytes('bytes', timed().snapshot()),
      ]),
    },
  ),
  TimedMatcher: making(core.TimedMatcher, [templates, options(...matching, count('blockSize', 0))], {
    process: method(timedMatcher, 'process', [anything('input', { value: 1, time: 2 })]),
    gap: method(timedMatcher, 'gap', [count('length', 3, { isOptional: false })]),
    add: method(timedMatcher, 'add', [signal('template', bump, named), anything('name', 'other')]),
    remove: method(timedMatcher, 'remove', [anything('name', 0)]),
    restore: method(() => core.TimedMatcher, 'restore', [
      templates,
      options(count('blockSize', 0)),
      bytes('bytes', timedMatcher().snapshot()),
    ]),
  }),
  windowCoverage: calling(
    core.windowCoverage,
    signal('window', [1, 1, 1, 1]),
    count('hop', 2, { isOptional: false }),
  ),
  windowOf: calling(
    core.windowOf,
    anything('name', 'hann', { alias: /\b(?:name|window)\b/ }),
    count('length', 8, { isOptional: false }),
  ),
}
