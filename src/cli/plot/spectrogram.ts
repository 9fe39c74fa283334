import type { SignalLike } from '../../samples.js'
import { stft } from '../../transform/stft.js'
import { windowOf } from '../../transform/windows/window-of.js'

/** Levels over time and frequency. */
export interface Spectrogram {
  readonly columns: number
  readonly rows: number
  /** Decibels relative to the loudest point, 0 to −LEVEL_RANGE, row by row; the first row has the highest frequencies. */
  readonly levels: Float32Array
}

/** Points this far below the loudest one, in dB, are as dark as silence. */
export const LEVEL_RANGE = 80

/**
 * The spectrogram of a signal. Frames of L samples lie L/2 apart, under a Hann window. Each point is the greatest power |X[k]|² of
 * all frames centered in its column and all bins in its row, so that short events are visible however long the signal is.
 *
 * Cost: some 2N/L transforms of L samples. Memory: the frames of one column.
 *
 * @param signal The samples, at least one.
 * @param size Columns and rows.
 * @param frameLength L, even.
 */
export function spectrogramOf(
  signal: SignalLike,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  frameLength: number,
): Spectrogram {
  const window = windowOf('hann', frameLength)
  const power = new Float32Array(columns * rows)
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * signal.length) / columns)
    const to = Math.max(Math.floor(((column + 1) * signal.length) / columns), from + 1)
    const hop = frameLength / 2
    const stretch = stretchOf(signal, from - hop, Math.ceil((to - from) / hop + 1) * hop)
    // The first and the last frame extend beyond the stretch.
    for (const spectrum of stft(stretch, { window, hop }).slice(1, -1)) {
      raise(power, spectrum, { column, columns, rows })
    }
  }
  return { columns, rows, levels: levelsOf(power) }
}

/** `count` samples from `start` on, with zeros beyond the ends. */
function stretchOf(signal: SignalLike, start: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => {
    const at = start + n
    return at >= 0 && at < signal.length ? signal[at] : 0
  })
}

interface Place {
  readonly column: number
  readonly columns: number
  readonly rows: number
}

/** Raises the powers of a column to those of a spectrum. */
function raise(power: Float32Array, spectrum: ArrayLike<number>, { column, columns, rows }: Place): void {
  const bins = spectrum.length / 2
  const powerAt = (bin: number): number => spectrum[2 * bin] ** 2 + spectrum[2 * bin + 1] ** 2
  for (let row = 0; row < rows; row++) {
    const low = Math.floor(((rows - 1 - row) * bins) / rows)
    const high = Math.max(Math.floor(((rows - row) * bins) / rows), low + 1)
    const at = row * columns + column
    for (let bin = low; bin < high; bin++) {
      // Non-finite powers are ignored.
      const value = powerAt(bin)
      if (value > power[at]) power[at] = value
    }
  }
}

function levelsOf(power: Float32Array): Float32Array {
  const loudest = power.reduce((greatest, value) => Math.max(greatest, value), 0)
  return power.map((value) =>
    value > 0 ? Math.max(10 * Math.log10(value / loudest), -LEVEL_RANGE) : -LEVEL_RANGE,
  )
}
