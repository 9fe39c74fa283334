import * as rx from 'tapline/rx'
import { Writable } from 'node:stream'
import { EMPTY } from 'rxjs'
import { subjects as core } from './core.js'
import { subjects as image } from './image.js'
import { subjects as layers } from './layers.js'
import { anything, callback, count, listOf, oneOf, options, orMaker, shape, signal } from './parameters.js'
import { calling, type Subject, type Subjects } from './subject.js'

// An operator takes the arguments of its processor's constructor, and refuses invalid ones at the call, not at subscription.

/** The parameters of the class of an operator. */
function asIn(subjects: Subjects, name: string): Subject['call']['parameters'] {
  return subjects[name]?.call.parameters ?? []
}

const kernelOptions = [oneOf('precision', 'float32'), count('blockSize', 0)]
const taps = [0, 1, 2]
const capacity = count('capacity', 4)
const counters = anything('counters', { received: 0, emitted: 0, dropped: 0 }, { alias: /\bcounters\b/ })
const writable = () => new Writable({ write: (_chunk, _encoding, done) => done() })

export const subjects: Subjects = {
  autocorrelate: calling(rx.autocorrelate, ...asIn(core, 'Autocorrelator')),
  convolve: calling(
    rx.convolve,
    signal('kernel', taps),
    options(...kernelOptions, count('fade', 0), count('delay', 0)),
  ),
  convolveComplex: calling(rx.convolveComplex, ...asIn(core, 'ComplexConvolver')),
  convolveFrames: calling(rx.convolveFrames, ...asIn(image, 'FrameFilter')),
  convolveMatrix: calling(rx.convolveMatrix, listOf('kernels', [[[1]]]), options(...kernelOptions)),
  convolveTime: calling(rx.convolveTime, ...asIn(image, 'TemporalFilter')),
  correlate: calling(rx.correlate, signal('template', taps), options(...kernelOptions)),
  adapt: calling(rx.adapt, shape('desired', EMPTY), ...asIn(core, 'AdaptiveConvolver').map(orMaker)),
  correlateWith: calling(rx.correlateWith, shape('other', EMPTY), ...asIn(core, 'CrossCorrelator')),
  detect: calling(rx.detect, ...asIn(core, 'TemplateMatcher')),
  detectOnsets: calling(rx.detectOnsets, ...asIn(core, 'OnsetDetector')),
  detectPeaks: calling(rx.detectPeaks, ...asIn(core, 'PeakDetector')),
  detectPitch: calling(rx.detectPitch, ...asIn(core, 'PitchDetector')),
  drained: calling(rx.drained, anything('writable', writable())),
  fromPcm: calling(
    rx.fromPcm,
    anything('source', [Uint8Array.of(0, 1)]),
    options(
      oneOf('format', 's16le', { isOptional: false }),
      count('channels', 1),
      oneOf('precision', 'float32'),
      callback('ready', () => undefined, { isOptional: true }),
      oneOf('overflow', 'block'),
      capacity,
      counters,
    ),
  ),
  fromReadable: calling(
    rx.fromReadable,
    anything('source', [1, 2]),
    options(
      callback('ready', () => undefined, { isOptional: true }),
      oneOf('overflow', 'block'),
      capacity,
      counters,
    ),
  ),
  fromVideo: calling(rx.fromVideo, anything('source', []), options(count('pool', 1))),
  infer: calling(rx.infer, ...asIn(layers, 'StreamingNetwork')),
  istft: calling(rx.istft, ...asIn(core, 'Istft')),
  matchFrames: calling(rx.matchFrames, ...asIn(image, 'FrameMatcher')),
  matrixProfile: calling(rx.matrixProfile, ...asIn(core, 'MatrixProfiler')),
  pace: calling(
    rx.pace,
    callback('ready', () => undefined),
    options(oneOf('overflow', 'error'), capacity, counters),
  ),
  rechunk: calling(rx.rechunk, ...asIn(core, 'Rechunker')),
  regrid: calling(rx.regrid, ...asIn(core, 'Regrid')),
  resample: calling(rx.resample, ...asIn(core, 'Resampler')),
  spectral: calling(rx.spectral, ...asIn(core, 'SpectralProcessor')),
  spectrogram: calling(rx.spectrogram, ...asIn(core, 'Spectrogram')),
  stft: calling(rx.stft, ...asIn(core, 'Stft')),
  through: calling(
    rx.through,
    callback('create', () => ({
      process: () => [],
      flush: () => [],
      reset: () => undefined,
      dispose: () => undefined,
    })),
  ),
  trackDelay: calling(rx.trackDelay, shape('other', EMPTY), ...asIn(core, 'DelayTracker')),
  toWritable: calling(
    rx.toWritable,
    anything('writable', writable()),
    options(oneOf('overflow', 'error'), capacity, counters),
  ),
}
