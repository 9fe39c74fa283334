import {
  autocorrelate,
  detectPeriod,
  detectPitch,
  findDiscords,
  findMotifs,
  matchProfile,
  matrixProfile,
  TemplateMatcher,
} from 'tapline'
import { CsvReader } from 'tapline/format'
import { answerCalls } from '../worker-calls.js'

let history = new Float32Array()
let sampleRate = 0
let pattern: Float32Array | undefined
let matcher: TemplateMatcher | undefined
let position = 0

/** Begins to listen; the last samples are kept, for pictures. */
function begin(rate: number, keptSeconds: number): void {
  sampleRate = rate
  history = new Float32Array(rate * keptSeconds)
  position = 0
  matcher?.reset()
}

/** Looks for a pattern from now on. */
function lookFor(samples: Float32Array, threshold: number): void {
  matcher?.dispose()
  position = 0
  pattern = samples
  matcher = new TemplateMatcher(samples, { threshold, blockSize: 16 })
}

/** Cuts a pattern out of the last samples, around the greatest. */
function record(length: number): Float32Array {
  let peak = 0
  history.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(history[peak])) peak = i
  })
  const from = Math.max(0, Math.min(history.length - length, peak - Math.floor(length / 2)))
  return history.slice(from, from + length)
}

/** The next samples of the stream: events that are certain now, scores, autocorrelation, pitch. */
function feed(chunk: Float32Array) {
  history.copyWithin(0, chunk.length)
  history.set(chunk, history.length - chunk.length)
  position += chunk.length
  const events = matcher?.process(chunk) ?? []
  const recent = history.subarray(-2048)
  return {
    position,
    signal: history,
    scores: pattern === undefined ? new Float32Array() : matchProfile(history, pattern),
    events: events.map(({ index, score }) => ({ index, score })),
    autocorrelation: autocorrelate(recent, {
      maxLag: Math.min(600, recent.length - 1),
      normalize: 'coefficient',
      demean: true,
    }),
    pitchHz: detectPitch(recent, { sampleRate, minClarity: 0.5 })?.frequencyHz,
  }
}

/** The columns of a CSV file that hold numbers. */
function columnsOf(bytes: Uint8Array): string[] {
  const [names, values] = new TextDecoder()
    .decode(bytes.subarray(0, 10_000))
    .split(/\r?\n/, 2)
    .map((line) => line.split(/[,;\t]/))
  return names.filter((_, i) => values[i] !== '' && Number.isFinite(Number(values[i])))
}

/** The period of a column, the two windows most alike, and the strangest one. */
function analyse(bytes: Uint8Array, column: string) {
  const reader = new CsvReader({ columns: [column] })
  const parts = [reader.process(bytes), reader.flush()].flatMap(({ columns }) => Array.from(columns[0]))
  // The period needs all values: a missing one is taken for the one before.
  const series = Float64Array.from(parts.slice(0, 20_000))
  const filled = series.slice()
  for (let i = 1; i < filled.length; i++) if (!Number.isFinite(filled[i])) filled[i] = filled[i - 1]
  const period = detectPeriod(filled, { maxPeriod: Math.min(400, filled.length / 3) })
  const windowLength = Math.min(Math.max(Math.round(period?.period ?? 24), 8), Math.floor(series.length / 4))
  const profile = matrixProfile(series, windowLength)
  return {
    series,
    period,
    windowLength,
    distances: profile.distances,
    motif: findMotifs(profile).at(0),
    discord: findDiscords(profile).at(0),
  }
}

const offered = { begin, lookFor, record, feed, columnsOf, analyse }
export type Offered = typeof offered
answerCalls(offered)
