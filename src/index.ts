export { AdaptiveConvolver, type AdaptiveInput, type AdaptiveOutput } from './adaptive/adaptive-convolver.js'
export type { AdaptiveConvolverOptions, AdaptiveMethod } from './adaptive/adaptive-options.js'
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
export type { ComplexSamples, ComplexSignal } from './complex.js'
export { analyticSignal } from './filter/analytic-signal.js'
export { differentiator, type DifferentiatorOptions } from './filter/differentiator.js'
export { envelope } from './filter/envelope.js'
export { gaussianKernel, type GaussianKernelOptions } from './filter/gaussian-kernel.js'
export { hilbert, type HilbertOptions } from './filter/hilbert.js'
export { inverseKernel, type InverseKernelOptions } from './filter/inverse-kernel.js'
export { movingAverage } from './filter/moving-average.js'
export { savitzkyGolay, type SavitzkyGolayOptions } from './filter/savitzky-golay.js'
export { wiener, type WienerOptions } from './filter/wiener.js'
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

export { findDiscords } from './pattern/matrix-profile/find-discords.js'
export { findMotifs } from './pattern/matrix-profile/find-motifs.js'
export {
  type MatrixProfile,
  matrixProfile,
  type MatrixProfileOptions,
} from './pattern/matrix-profile/matrix-profile.js'
export type { NeighbourProfile } from './pattern/matrix-profile/neighbour-profile.js'
export { MatrixProfiler, type MatrixProfilerOptions } from './pattern/matrix-profile/matrix-profiler.js'
export type { WindowPair } from './pattern/matrix-profile/window-pair.js'
export { type Onset, OnsetDetector, type OnsetDetectorOptions } from './pattern/onsets/onset-detector.js'
export {
  autocorrelate,
  type AutocorrelateOptions,
  type AutocorrelationScale,
} from './pattern/period/autocorrelate.js'
export { Autocorrelator, type AutocorrelatorOptions } from './pattern/period/autocorrelator.js'
export { CrossCorrelator, type CrossCorrelatorOptions } from './pattern/period/cross-correlator.js'
export { DelayTracker, type DelayTrackerOptions, type TrackedDelay } from './pattern/period/delay-tracker.js'
export type { SignalPair } from './pattern/period/signal-pair.js'
export {
  detectPeriod,
  type DetectPeriodOptions,
  type PeriodEstimate,
} from './pattern/period/detect-period.js'
export { detectPitch, type PitchEstimate, type PitchOptions } from './pattern/period/detect-pitch.js'
export {
  type DelayEstimate,
  estimateDelay,
  type EstimateDelayOptions,
} from './pattern/period/estimate-delay.js'
export {
  findPeaks,
  type FindPeaksOptions,
  type PeakBasics,
  type Peaks,
  type PlateauProperties,
  type ThresholdProperties,
} from './pattern/peaks/find-peaks.js'
export { type Peak, PeakDetector, type PeakDetectorOptions } from './pattern/peaks/peak-detector.js'
export type { PeakLimit } from './pattern/peaks/peak-limit.js'
export { peakProminences, type PeakProminencesOptions } from './pattern/peaks/peak-prominences.js'
export { peakWidths, type PeakWidthsOptions } from './pattern/peaks/peak-widths.js'
export type { ProminenceProperties } from './pattern/peaks/prominences-at.js'
export type { WidthProperties } from './pattern/peaks/widths-at.js'
export { type Pitch, PitchDetector, type PitchDetectorOptions } from './pattern/period/pitch-detector.js'
export type { FalseAlarmRate } from './pattern/match/adaptive-threshold.js'
export { findMatches } from './pattern/match/find-matches.js'
export type { Match, MatchOptions } from './pattern/match/match.js'
export { matchProfile, type MatchProfileOptions, type Measure } from './pattern/match/match-profile.js'
export { TemplateMatcher } from './pattern/match/template-matcher.js'
export type {
  MatcherChunk,
  MatcherTemplates,
  TemplateMatcherOptions,
} from './pattern/match/template-matcher-options.js'
export type { ChannelTemplate, ChannelTemplates, TemplateName, Templates } from './pattern/match/templates.js'
export {
  type MatcherInput,
  type MatchIn,
  type TimedMatch,
  TimedMatcher,
} from './pattern/timed/timed-matcher.js'
export { Regrid, type RegridOptions } from './pattern/timed/regrid.js'
export { Timed } from './pattern/timed/timed.js'
export type { EventIn, TimedInput, TimedSample } from './pattern/timed/timestamps.js'
export type { Precision, Samples, SignalLike } from './samples.js'
export { type BandOptions, type Bands, bands } from './spectrum/bands.js'
export { type DecibelOptions, decibelsOf } from './spectrum/decibels-of.js'
export { Istft } from './spectrum/istft.js'
export type {
  SpectralChunk,
  SpectralFunction,
  SpectralOptions,
  SpectralPlace,
  SpectralResult,
} from './spectrum/spectral-options.js'
export { SpectralProcessor } from './spectrum/spectral-processor.js'
export { powerOf } from './spectrum/power-of.js'
export { Spectrogram, type SpectrogramOptions } from './spectrum/spectrogram.js'
export { Stft } from './spectrum/stft.js'
export { ComplexConvolver } from './stream/convolver/complex-convolver.js'
export { Convolver } from './stream/convolver/convolver.js'
export { Chain, type ChainLinks, type ChainOutput, type ChainRestorers } from './stream/chain.js'
export { ConvolverMatrix } from './stream/convolver/convolver-matrix.js'
export type { ConvolverOptions } from './stream/convolver/convolver-options.js'
export type { Level, Partition } from './stream/convolver/partition.js'
export { type KernelOptions, PreparedKernel } from './stream/convolver/prepared-kernel.js'
export { type KernelMatrix, PreparedMatrix } from './stream/convolver/prepared-matrix.js'
export type { Processor } from './stream/processor.js'
export type { Resumable } from './stream/resumable.js'
export { Rechunker, type RechunkOptions } from './stream/rechunker.js'
export type { RestoreArguments } from './stream/snapshot/restore-arguments.js'
export { resample } from './stream/resampler/resample.js'
export { Resampler, type ResamplerInput, type ResamplerOutput } from './stream/resampler/resampler.js'
export type { Rates, ResampleOptions, ResamplerOptions } from './stream/resampler/resampler-options.js'
export { through } from './stream/through.js'
export type { FrameOptions } from './transform/framing.js'
export { type InverseFrameOptions, istft } from './transform/istft.js'
export { ComplexFft, type ComplexFftOptions } from './transform/complex-fft.js'
export { RealFft } from './transform/real-fft.js'
export { stft } from './transform/stft.js'
export { windowCoverage } from './transform/window-coverage.js'
export { windowOf, type WindowOptions } from './transform/windows/window-of.js'
export type { WindowName, WindowParameters, WindowShape } from './transform/windows/window-shape.js'
export type { ExchangeOptions } from './stream/convolver/takeover.js'
export { setEngine, setSimd, type Simd, simd } from './wasm/module.js'
