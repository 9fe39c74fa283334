import {
  AdaptiveConvolver,
  Autocorrelator,
  Chain,
  ComplexConvolver,
  Convolver,
  ConvolverMatrix,
  CrossCorrelator,
  DelayTracker,
  Istft,
  MatrixProfiler,
  OnsetDetector,
  PeakDetector,
  PitchDetector,
  Rechunker,
  Regrid,
  Resampler,
  SpectralProcessor,
  Spectrogram,
  Stft,
  stft,
  TemplateMatcher,
  Timed,
  TimedMatcher,
} from 'tapline'
import {
  CsvReader,
  GapFiller,
  NdjsonReader,
  PcmDecoder,
  PcmEncoder,
  SoundReader,
  StepChecker,
  WavEncoder,
  WavReader,
} from 'tapline/format'
import { type Frame, FrameFilter, FrameMatcher, gaussian, TemporalFilter } from 'tapline/image'
import { Activation, Conv1d, Sequential, StreamingNetwork } from 'tapline/layers'
import type { Resuming } from './resuming.js'
import { noise } from './signals.js'

/** A type for all classes: each gets only the chunks that were made for it. */
type Any = Resuming<never, unknown>
const resuming = <In, Out>(one: Resuming<In, Out>): Any => one as unknown as Any

const chunks = [1, 100, 0, 64, 300, 7, 1, 90].map((length, i) => noise('float64', length, i))
chunks[3][20] = NaN
const pairs = chunks.map((chunk, i) => ({ a: chunk, b: chunks[(i + 1) % chunks.length] }))
const timed = Array.from(chunks[4].subarray(0, 40), (value, n) => ({ value, time: 10 * n }))
const bytesOf = (text: string): Uint8Array[] => {
  const whole = new TextEncoder().encode(text)
  return Array.from({ length: Math.ceil(whole.length / 3) }, (_, i) => whole.subarray(3 * i, 3 * i + 3))
}
const planes = [1, 2, 3, 4, 5].map((seed) => ({ data: noise('float64', 60, seed), width: 10, height: 6 }))
const frames = planes.map(({ data, width, height }) => ({
  data: Uint8ClampedArray.from({ length: 4 * data.length }, (_, i) => 128 + 127 * data[i % data.length]),
  width,
  height,
}))

const kernel = noise('float32', 150, 40)
const other = noise('float32', 150, 41)
const matrix = [
  [kernel, other],
  [null, kernel],
]
const complexKernel = { re: kernel, im: other }
const framed = { window: [0.5, 1, 1, 0.5], hop: 2 }
const pitch = { window: 64, hop: 20, sampleRate: 8000 } as const
const template = [0, 1, 3, 2, 0]
const plane = { data: noise('float32', 12, 40), width: 4, height: 3 }
const pcm = { format: 's16le', channels: 2 } as const
const wave = { sampleRate: 8000, channels: 1, format: 's16le' } as const
const network = new Sequential([
  new Conv1d({ inChannels: 2, outChannels: 3, kernelSize: 3, dilation: 2, padding: 'same' }),
  new Activation('relu'),
  new Conv1d({ inChannels: 3, outChannels: 1, kernelSize: 2, stride: 3 }),
])
const wav = (() => {
  const encoder = new WavEncoder(wave)
  const parts = [encoder.process([chunks[4]]), encoder.flush()]
  return parts.flatMap((part) => [part.subarray(0, 30), part.subarray(30)])
})()

/** An instance of each `Resumable` class, by name. If you add a class, add it here. */
export const resumables: Readonly<Record<string, Any>> = {
  AdaptiveConvolver: resuming({
    create: () => new AdaptiveConvolver({ length: 20, method: 'frequency' }),
    restore: (bytes) => AdaptiveConvolver.restore({ length: 20, method: 'frequency' }, bytes),
    chunks: pairs.map(({ a, b }) => ({ reference: a, desired: b })),
  }),
  Autocorrelator: resuming({
    create: () => new Autocorrelator({ window: 64, hop: 20 }),
    restore: (bytes) => Autocorrelator.restore({ window: 64, hop: 20 }, bytes),
    chunks,
  }),
  Chain: resuming({
    create: () => new Chain(new Convolver(kernel), new Rechunker(16, { hop: 5 })),
    restore: (bytes) =>
      Chain.restore(
        [(part) => Convolver.restore(kernel, part), (part) => Rechunker.restore(16, { hop: 5 }, part)],
        bytes,
      ),
    chunks,
  }),
  ComplexConvolver: resuming({
    create: () => new ComplexConvolver(complexKernel),
    restore: (bytes) => ComplexConvolver.restore(complexKernel, bytes),
    chunks: chunks.map((chunk) => ({ re: chunk, im: chunk.toReversed() })),
  }),
  Convolver: resuming({
    create: () => new Convolver(kernel),
    restore: (bytes) => Convolver.restore(kernel, bytes),
    chunks,
  }),
  ConvolverMatrix: resuming({
    create: () => new ConvolverMatrix(matrix),
    restore: (bytes) => ConvolverMatrix.restore(matrix, bytes),
    chunks: chunks.map((chunk) => [chunk, chunk.toReversed()]),
  }),
  CrossCorrelator: resuming({
    create: () => new CrossCorrelator({ window: 32, hop: 8, maxAhead: 1000 }),
    restore: (bytes) => CrossCorrelator.restore({ window: 32, hop: 8, maxAhead: 1000 }, bytes),
    chunks: pairs,
  }),
  CsvReader: resuming({
    create: () => new CsvReader(),
    restore: (bytes) => CsvReader.restore({}, bytes),
    chunks: bytesOf('größe,t\n1.5,"2"\n3,4\n-5,6e3\n'),
  }),
  DelayTracker: resuming({
    create: () => new DelayTracker({ window: 32, hop: 8, maxAhead: 1000 }),
    restore: (bytes) => DelayTracker.restore({ window: 32, hop: 8, maxAhead: 1000 }, bytes),
    chunks: pairs,
  }),
  FrameFilter: resuming<Frame, Frame | readonly []>({
    create: () => new FrameFilter(gaussian(1)),
    restore: (bytes) => FrameFilter.restore(gaussian(1), bytes),
    chunks: frames,
  }),
  FrameMatcher: resuming({
    create: () => new FrameMatcher(plane, { threshold: 0.5 }),
    restore: (bytes) => FrameMatcher.restore(plane, { threshold: 0.5 }, bytes),
    chunks: planes,
  }),
  GapFiller: resuming({
    create: () => new GapFiller({ gaps: { linear: 5 } }),
    restore: (bytes) => GapFiller.restore({ gaps: { linear: 5 } }, bytes),
    chunks: chunks.map((chunk) => ({
      length: chunk.length,
      columns: [Float64Array.from(chunk)],
      times: [],
    })),
  }),
  Istft: resuming({
    create: () => new Istft(framed),
    restore: (bytes) => Istft.restore(framed, bytes),
    chunks: stft(chunks[1], framed).map((frame) => [frame]),
  }),
  MatrixProfiler: resuming({
    create: () => new MatrixProfiler(8, { historyLength: 60 }),
    restore: (bytes) => MatrixProfiler.restore(8, { historyLength: 60 }, bytes),
    chunks,
  }),
  NdjsonReader: resuming({
    create: () => new NdjsonReader(),
    restore: (bytes) => NdjsonReader.restore({}, bytes),
    chunks: bytesOf('{"é":1,"b":2}\n{"é":2.5,"b":null}\r\n{"é":-3,"b":4}\n'),
  }),
  OnsetDetector: resuming({
    create: () => new OnsetDetector({ sampleRate: 1000 }),
    restore: (bytes) => OnsetDetector.restore({ sampleRate: 1000 }, bytes),
    chunks,
  }),
  PcmDecoder: resuming({
    create: () => new PcmDecoder(pcm),
    restore: (bytes) => PcmDecoder.restore(pcm, bytes),
    chunks: bytesOf('0123456789abcdefghij'),
  }),
  PcmEncoder: resuming({
    create: () => new PcmEncoder(pcm),
    restore: (bytes) => PcmEncoder.restore(pcm, bytes),
    chunks: chunks.map((chunk) => [chunk, chunk]),
  }),
  PeakDetector: resuming({
    create: () => new PeakDetector({ distance: 3, prominence: 0.5, wlen: 21 }),
    restore: (bytes) => PeakDetector.restore({ distance: 3, prominence: 0.5, wlen: 21 }, bytes),
    chunks,
  }),
  PitchDetector: resuming({
    create: () => new PitchDetector(pitch),
    restore: (bytes) => PitchDetector.restore(pitch, bytes),
    chunks,
  }),
  Rechunker: resuming({
    create: () => new Rechunker(16, { hop: 5 }),
    restore: (bytes) => Rechunker.restore(16, { hop: 5 }, bytes),
    chunks,
  }),
  Regrid: resuming({
    create: () => new Regrid({ step: 7 }),
    restore: (bytes) => Regrid.restore({ step: 7 }, bytes),
    chunks: timed,
  }),
  Resampler: resuming({
    create: () => new Resampler({ fromRate: 3, toRate: 2 }),
    restore: (bytes) => Resampler.restore({ fromRate: 3, toRate: 2 }, bytes),
    chunks,
  }),
  SoundReader: resuming({
    create: () => new SoundReader(),
    restore: (bytes) => SoundReader.restore(bytes),
    chunks: wav,
  }),
  SpectralProcessor: resuming({
    create: () => new SpectralProcessor(() => undefined, framed),
    restore: (bytes) => SpectralProcessor.restore(() => undefined, framed, bytes),
    chunks,
  }),
  Spectrogram: resuming({
    create: () => new Spectrogram(framed),
    restore: (bytes) => Spectrogram.restore(framed, bytes),
    chunks,
  }),
  StreamingNetwork: resuming({
    create: () => new StreamingNetwork(network),
    restore: (bytes) => StreamingNetwork.restore(network, bytes),
    chunks: chunks.map((chunk) => [chunk, chunk.toReversed()]),
  }),
  StepChecker: resuming({
    create: () => new StepChecker({ tolerance: 0.2 }),
    restore: (bytes) => StepChecker.restore({ tolerance: 0.2 }, bytes),
    chunks: [[0, 1], [2, 3, 4], [5], [], [6, 7]],
  }),
  Stft: resuming({
    create: () => new Stft(framed),
    restore: (bytes) => Stft.restore(framed, bytes),
    chunks,
  }),
  TemplateMatcher: resuming({
    create: () => new TemplateMatcher(template, { threshold: 0.5 }),
    restore: (bytes) => TemplateMatcher.restore(template, { threshold: 0.5 }, bytes),
    chunks,
  }),
  TemporalFilter: resuming<Frame, Frame | readonly []>({
    create: () => new TemporalFilter([0.5, 0.25, 0.25]),
    restore: (bytes) => TemporalFilter.restore([0.5, 0.25, 0.25], bytes),
    chunks: frames,
  }),
  Timed: resuming({
    create: () => new Timed(new PitchDetector(pitch), 64),
    restore: (bytes) => Timed.restore((own) => PitchDetector.restore(pitch, own), 64, bytes),
    chunks: timed,
  }),
  TimedMatcher: resuming({
    create: () => new TimedMatcher(template, { threshold: 0.5 }),
    restore: (bytes) => TimedMatcher.restore(template, { threshold: 0.5 }, bytes),
    chunks: timed,
  }),
  WavEncoder: resuming({
    create: () => new WavEncoder(wave),
    restore: (bytes) => WavEncoder.restore(wave, bytes),
    chunks: chunks.map((chunk) => [chunk]),
  }),
  WavReader: resuming({
    create: () => new WavReader(),
    restore: (bytes) => WavReader.restore(bytes),
    chunks: wav,
  }),
}

/** All bits that a processor returns for the chunks from an index on and for the end, as text that is the same on every machine. */
export function restOf({ restore, chunks: all }: Any, snapshot: Uint8Array, from: number): string {
  const processor = restore(snapshot)
  const results = all.slice(from).map((chunk) => bitsOf(processor.process(chunk)))
  return [...results, bitsOf(processor.flush())].join('\n')
}

/** The snapshot after some chunks. */
export function snapshotAfter({ create, chunks: all }: Any, count: number): Uint8Array {
  const processor = create()
  for (const chunk of all.slice(0, count)) processor.process(chunk)
  return processor.snapshot()
}

function bitsOf(value: unknown): string {
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value
    return `${value.constructor.name} ${Buffer.from(buffer, byteOffset, byteLength).toString('hex')}`
  }
  if (typeof value === 'number') return bitsOf(Float64Array.of(value))
  if (typeof value !== 'object' || value === null) return String(value)
  return `{${Object.entries(value)
    .map(([name, one]) => `${name}: ${bitsOf(one)}`)
    .join(', ')}}`
}
