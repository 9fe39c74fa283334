import { shown } from '../../shown.js'
import { autocorrelate } from '../../pattern/period/autocorrelate.js'
import { findMatches } from '../../pattern/match/find-matches.js'
import { matchProfile } from '../../pattern/match/match-profile.js'
import type { SignalLike } from '../../samples.js'
import { DEFAULT_THRESHOLD } from '../match/default-threshold.js'
import { type Envelope, envelopeOf } from './envelope.js'
import type { Axis, CurvePanel, Panel, Picture, SpectrogramPanel } from './picture.js'
import { spectrogramOf } from './spectrogram.js'

/** The kinds of pictures. */
export const plotKinds = ['waveform', 'spectrogram', 'correlation'] as const
export type PlotKind = (typeof plotKinds)[number]

/** A signal, and its name. */
export interface NamedSignal {
  readonly name: string
  readonly samples: SignalLike
  /** Undefined if unknown: then the axis counts samples. */
  readonly sampleRate: number | undefined
}

/** The size of a picture: columns of a panel, and rows of a panel with levels. */
export interface PictureSize {
  readonly columns: number
  readonly rows: number
}

/**
 * The picture of a signal or of a correlation. With a template, a correlation shows the signal and, below it, the score of each
 * window, with matches marked; without one, the autocorrelation.
 */
export function pictureOf(
  signal: NamedSignal,
  kind: PlotKind,
  size: PictureSize,
  template?: NamedSignal,
): Picture {
  // A control character would make the SVG malformed.
  const name = shown(signal.name, Infinity)
  const title = template === undefined ? name : `${name} and ${shown(template.name, Infinity)}`
  return { title, panels: panelsOf(signal, kind, size, template) }
}

function panelsOf(signal: NamedSignal, kind: PlotKind, size: PictureSize, template?: NamedSignal): Panel[] {
  switch (kind) {
    case 'waveform':
      return [waveform(signal, size)]
    case 'spectrogram':
      return [spectrogram(signal, size)]
    case 'correlation':
      return template === undefined
        ? [waveform(signal, size), autocorrelation(signal, size)]
        : [waveform(signal, size), scores(signal, size, template)]
  }
}

function waveform({ samples, sampleRate }: NamedSignal, { columns }: PictureSize): CurvePanel {
  const envelope = envelopeOf(samples, columns)
  return {
    ...{ kind: 'curve', envelope, marks: [] },
    x: timeAxis(samples.length, sampleRate),
    y: valueAxis(sampleRate === undefined ? 'value' : 'amplitude', envelope),
  }
}

function autocorrelation({ samples, sampleRate }: NamedSignal, { columns }: PictureSize): CurvePanel {
  const maxLag = Math.floor(samples.length / 2)
  const values = autocorrelate(samples, { maxLag, normalize: 'coefficient', demean: true })
  return {
    ...{ kind: 'curve', envelope: envelopeOf(values, columns), marks: [] },
    x: { ...timeAxis(values.length, sampleRate), title: sampleRate === undefined ? 'lag' : 'lag (s)' },
    y: { title: 'autocorrelation', from: -1, to: 1 },
  }
}

function scores(
  { samples, sampleRate }: NamedSignal,
  { columns }: PictureSize,
  template: NamedSignal,
): CurvePanel {
  const values = matchProfile(samples, template.samples)
  const matches = findMatches(samples, template.samples, { threshold: DEFAULT_THRESHOLD })
  const x = timeAxis(samples.length, sampleRate)
  // So that a score is below the first sample of its window.
  const padded = new Float64Array(samples.length).fill(NaN)
  padded.set(values)
  return {
    ...{ kind: 'curve', envelope: envelopeOf(padded, columns), x },
    y: { title: 'score', from: -1, to: 1 },
    marks: matches.map(({ index, score }) => ({ x: index / (sampleRate ?? 1), y: score })),
  }
}

function spectrogram({ samples, sampleRate }: NamedSignal, size: PictureSize): SpectrogramPanel {
  return {
    kind: 'spectrogram',
    spectrogram: spectrogramOf(samples, size, frameLengthFor(samples.length, sampleRate)),
    x: timeAxis(samples.length, sampleRate),
    y:
      sampleRate === undefined
        ? { title: 'frequency (cycles per sample)', from: 0, to: 0.5 }
        : { title: 'frequency (Hz)', from: 0, to: sampleRate / 2 },
  }
}

/** A power of two near 40 ms, and short compared with the signal. */
function frameLengthFor(length: number, sampleRate = Infinity): number {
  return 2 ** Math.max(4, Math.round(Math.log2(Math.min(0.04 * sampleRate, 2048, length / 8))))
}

function timeAxis(length: number, sampleRate: number | undefined): Axis {
  const last = Math.max(length - 1, 1)
  return sampleRate === undefined
    ? { title: 'sample', from: 0, to: last }
    : { title: 'time (s)', from: 0, to: last / sampleRate }
}

/** From the least to the greatest value, with some room. */
function valueAxis(title: string, { least, greatest }: Envelope): Axis {
  const from = least.reduce((a, value) => Math.min(a, Number.isFinite(value) ? value : a), Infinity)
  const to = greatest.reduce((a, value) => Math.max(a, Number.isFinite(value) ? value : a), -Infinity)
  if (!(from <= to)) return { title, from: -1, to: 1 }
  const room = from === to ? Math.max(Math.abs(from), 1) / 2 : (to - from) / 20
  return { title, from: from - room, to: to + room }
}
