export {
  chooseMethod,
  type ConcreteMethod,
  type Method,
  type MethodChoice,
} from './convolution/choose-method.js'
export { convolve, type ConvolveOptions } from './convolution/convolve.js'
export { correlate, type CorrelateOptions } from './convolution/correlate.js'
export type { CorrelationScale } from './convolution/correlation-scale.js'
export { correlationLags } from './convolution/correlation-lags.js'
export type { Edges } from './convolution/edges.js'
export type { Mode } from './convolution/mode.js'
export { designFir, type FirBasics, type FirOptions } from './filter/design-fir.js'
export type { FirWindow } from './filter/fir-window.js'
export type { GainPoint } from './filter/frequency-sampling.js'
export {
  type KaiserParameters,
  kaiserParameters,
  type KaiserRequirements,
  type KaiserWindow,
} from './filter/kaiser.js'
export { minimumPhase } from './filter/minimum-phase.js'
export { resample, type ResampleOptions } from './filter/resample.js'
export { findDiscords } from './pattern/find-discords.js'
export { findMotifs } from './pattern/find-motifs.js'
export { type MatrixProfile, matrixProfile, type MatrixProfileOptions } from './pattern/matrix-profile.js'
export { MatrixProfiler, type MatrixProfilerOptions } from './pattern/matrix-profiler.js'
export type { WindowPair } from './pattern/window-pair.js'
export {
  autocorrelate,
  type AutocorrelateOptions,
  type AutocorrelationScale,
} from './pattern/autocorrelate.js'
export { Autocorrelator, type AutocorrelatorOptions } from './pattern/autocorrelator.js'
export { detectPeriod, type DetectPeriodOptions, type PeriodEstimate } from './pattern/detect-period.js'
export { detectPitch, type PitchEstimate, type PitchOptions } from './pattern/detect-pitch.js'
export { type DelayEstimate, estimateDelay, type EstimateDelayOptions } from './pattern/estimate-delay.js'
export {
  findPeaks,
  type FindPeaksOptions,
  type PeakBasics,
  type PeakLimit,
  type Peaks,
  type PlateauProperties,
  type ThresholdProperties,
} from './pattern/find-peaks.js'
export { peakProminences, type PeakProminencesOptions } from './pattern/peak-prominences.js'
export { peakWidths, type PeakWidthsOptions } from './pattern/peak-widths.js'
export type { ProminenceProperties } from './pattern/prominences-at.js'
export type { WidthProperties } from './pattern/widths-at.js'
export { type Pitch, PitchDetector, type PitchDetectorOptions } from './pattern/pitch-detector.js'
export type { FalseAlarmRate } from './pattern/adaptive-threshold.js'
export { findMatches } from './pattern/find-matches.js'
export type { Match, MatchOptions } from './pattern/match.js'
export { matchProfile, type MatchProfileOptions, type Measure } from './pattern/match-profile.js'
export { TemplateMatcher, type TemplateMatcherOptions } from './pattern/template-matcher.js'
export type { TemplateName, Templates } from './pattern/templates.js'
export { type MatcherInput, type MatchIn, type TimedMatch, TimedMatcher } from './pattern/timed-matcher.js'
export { Timed } from './pattern/timed.js'
export type { EventIn, TimedInput, TimedSample } from './pattern/timestamps.js'
export type { Precision, Samples, SignalLike } from './samples.js'
export { Convolver } from './stream/convolver.js'
export { ConvolverMatrix } from './stream/convolver-matrix.js'
export type { ConvolverOptions } from './stream/convolver-options.js'
export type { Level, Partition } from './stream/partition.js'
export { type KernelOptions, PreparedKernel } from './stream/prepared-kernel.js'
export { type KernelMatrix, PreparedMatrix } from './stream/prepared-matrix.js'
export type { Processor } from './stream/processor.js'
export { Rechunker, type RechunkOptions } from './stream/rechunker.js'
export { through } from './stream/through.js'
export type { FrameOptions } from './transform/framing.js'
export { type InverseFrameOptions, istft } from './transform/istft.js'
export { RealFft } from './transform/real-fft.js'
export { stft } from './transform/stft.js'
export { windowCoverage } from './transform/window-coverage.js'
export { windowOf, type WindowOptions } from './transform/windows/window-of.js'
export type { WindowName, WindowParameters, WindowShape } from './transform/windows/window-shape.js'
export type { ExchangeOptions } from './stream/takeover.js'
export { setEngine, setSimd, type Simd, simd } from './wasm/module.js'
