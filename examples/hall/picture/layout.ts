import type { Box } from './axes.js'

/** Sizes of the picture, in its pixels. */
export const page = { width: 1200, height: 876, left: 78, right: 30 } as const

const sizes = {
  gap: 104,
  waveform: 96,
  between: 22,
  spectrogram: 180,
  firstRow: 118,
  secondRow: 520,
} as const

/** Rows of every spectrogram. */
export const spectrogramRows = sizes.spectrogram

/** Where one track is drawn. */
export interface Panel {
  readonly waveform: Box
  readonly spectrogram: Box
}

export interface Layout {
  readonly recording: Panel
  readonly response: Panel
  readonly output: Panel
  /** Where the legend of the colors is. */
  readonly legend: Box
}

/**
 * Recording and response side by side, the output below them. N samples convolved with K are N + K - 1, so the output
 * is as wide as the two together, and all three have one scale in time (unless one is too short to be seen).
 */
export function layoutFor(recordingLength: number, responseLength: number): Layout {
  const width = page.width - page.left - page.right - sizes.gap
  const share = Math.min(Math.max(recordingLength / (recordingLength + responseLength), 0.2), 0.8)
  const first = Math.round(width * share)
  const second = page.left + first + sizes.gap
  return {
    recording: panel(page.left, sizes.firstRow, first),
    response: panel(second, sizes.firstRow, width - first),
    output: panel(page.left, sizes.secondRow, width),
    legend: {
      x: page.left + width + 28,
      y: sizes.secondRow + sizes.waveform + sizes.between,
      width: 14,
      height: sizes.spectrogram,
    },
  }
}

function panel(x: number, y: number, width: number): Panel {
  return {
    waveform: { x, y, width, height: sizes.waveform },
    spectrogram: { x, y: y + sizes.waveform + sizes.between, width, height: sizes.spectrogram },
  }
}
