export {
  chooseMethod,
  type ConcreteMethod,
  type Method,
  type MethodChoice,
} from './convolution/choose-method.js'
export { convolve, type ConvolveOptions } from './convolution/convolve.js'
export { correlate } from './convolution/correlate.js'
export { correlationLags } from './convolution/correlation-lags.js'
export type { Mode } from './convolution/mode.js'
export type { FalseAlarmRate } from './pattern/adaptive-threshold.js'
export { findMatches } from './pattern/find-matches.js'
export type { Match, MatchOptions } from './pattern/match.js'
export { matchProfile, type MatchProfileOptions, type Measure } from './pattern/match-profile.js'
export { TemplateMatcher, type TemplateMatcherOptions } from './pattern/template-matcher.js'
export type { TemplateName, Templates } from './pattern/templates.js'
export {
  type MatcherInput,
  type MatchIn,
  type TimedMatch,
  TimedMatcher,
  type TimedSample,
} from './pattern/timed-matcher.js'
export type { Precision, Samples, SignalLike } from './samples.js'
export { Convolver } from './stream/convolver.js'
export type { Level, Partition } from './stream/partition.js'
export { type KernelOptions, PreparedKernel } from './stream/prepared-kernel.js'
export type { Processor } from './stream/processor.js'
export { Rechunker, type RechunkOptions } from './stream/rechunker.js'
export type { FrameOptions } from './transform/framing.js'
export { type InverseFrameOptions, istft } from './transform/istft.js'
export { RealFft } from './transform/real-fft.js'
export { stft } from './transform/stft.js'
export { windowCoverage } from './transform/window-coverage.js'
export { type WindowName, windowOf } from './transform/window.js'
export { setSimd, type Simd, simd } from './wasm/module.js'
