import type { Envelope } from './envelope.js'
import type { Spectrogram } from './spectrogram.js'

/** What is to be drawn: panels one below the other, with one axis of time for all. */
export interface Picture {
  readonly title: string
  readonly panels: readonly Panel[]
}

export type Panel = CurvePanel | SpectrogramPanel

/** A curve over time or lags. */
export interface CurvePanel {
  readonly kind: 'curve'
  readonly x: Axis
  readonly y: Axis
  readonly envelope: Envelope
  /** Points that are marked. */
  readonly marks: readonly Point[]
}

/** Levels over time and frequency. */
export interface SpectrogramPanel {
  readonly kind: 'spectrogram'
  readonly x: Axis
  readonly y: Axis
  readonly spectrogram: Spectrogram
}

/** What goes along an edge of a panel: its title, and the values at its ends. */
export interface Axis {
  readonly title: string
  readonly from: number
  readonly to: number
}

export interface Point {
  readonly x: number
  readonly y: number
}
