import type { Envelope } from './envelope.js'
import type { Spectrogram } from './spectrogram.js'

/** A picture: panels one below the other, which share the time axis. */
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

/** An axis of a panel: its title, and the values at its ends. */
export interface Axis {
  readonly title: string
  readonly from: number
  readonly to: number
}

export interface Point {
  readonly x: number
  readonly y: number
}
