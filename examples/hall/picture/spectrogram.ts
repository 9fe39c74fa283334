import type { Samples } from 'tapline'
import { type PowerSpectrum, powerSpectrumOf } from './spectrum.js'

/** Where the lowest row of a spectrogram begins, and where its highest ends at most, in Hz. */
const lowestFrequency = 60
const highestFrequency = 20_000

/** Time resolution in seconds: about the length of the frames whose spectra are taken. */
const frameDuration = 0.046

/** What a spectrogram is made for. */
export interface SpectrogramOptions {
  /** Samples of the whole signal. */
  readonly length: number
  readonly sampleRate: number
  readonly channels: number
  /** Columns (time) and rows (frequency, logarithmic) of the raster. */
  readonly columns: number
  readonly rows: number
}

/**
 * The level of a signal over time and frequency, sampled as the signal passes: one frame a column, around the
 * column's middle; the power of all channels together. Memory does not grow with the signal.
 */
export class Spectrogram {
  readonly columns: number
  readonly rows: number
  /** Frequencies at the lower edge of the lowest row and at the upper edge of the highest, in Hz. */
  readonly range: readonly [number, number]
  /** Power, row by row from the highest frequency down; 1 is a sine of full scale. */
  readonly power: Float32Array

  readonly #length: number
  readonly #history: readonly Float32Array[]
  readonly #spectrum: PowerSpectrum
  readonly #bands: readonly Band[]
  #position = 0
  #column = 0

  constructor({ length, sampleRate, channels, columns, rows }: SpectrogramOptions) {
    const frameLength = frameLengthFor(length, sampleRate)
    this.columns = columns
    this.rows = rows
    this.range = [lowestFrequency, Math.min(highestFrequency, sampleRate / 2)]
    this.power = new Float32Array(columns * rows)
    this.#length = length
    this.#history = Array.from({ length: channels }, () => new Float32Array(frameLength))
    this.#spectrum = powerSpectrumOf(frameLength)
    this.#bands = bandsOf(this.range, rows, sampleRate / frameLength)
  }

  /** Takes the next samples, one array a channel. */
  add(block: readonly Samples[]): void {
    const end = this.#position + block[0].length
    let taken = 0
    while (this.#column < this.columns && this.#frameEnd() <= end) {
      const count = this.#frameEnd() - this.#position
      this.#remember(block, taken, count)
      taken += count
      this.#drawColumn()
    }
    this.#remember(block, taken, end - this.#position)
  }

  /** Draws the last columns, whose frames reach beyond the signal's end. */
  finish(): void {
    const silence = new Float32Array(this.#history[0].length)
    this.add(this.#history.map(() => silence))
  }

  #frameEnd(): number {
    const middle = Math.floor(((this.#column + 0.5) * this.#length) / this.columns)
    return middle + this.#history[0].length / 2
  }

  #remember(block: readonly Samples[], start: number, count: number): void {
    for (const [channel, history] of this.#history.entries()) {
      const kept = Math.min(count, history.length)
      history.copyWithin(0, kept)
      history.set(block[channel].subarray(start + count - kept, start + count), history.length - kept)
    }
    this.#position += count
  }

  #drawColumn(): void {
    for (const history of this.#history) {
      const spectrum = this.#spectrum(history)
      for (const [row, band] of this.#bands.entries()) {
        this.power[row * this.columns + this.#column] += powerIn(band, spectrum)
      }
    }
    this.#column++
  }
}

/** A power of two of about `frameDuration`, and short against a short signal. */
function frameLengthFor(length: number, sampleRate: number): number {
  const wanted = Math.min(frameDuration * sampleRate, length / 8)
  return 2 ** Math.max(6, Math.round(Math.log2(wanted)))
}

/** The part of a spectrum that a row shows, in (fractional) bins. */
interface Band {
  readonly low: number
  readonly high: number
}

function bandsOf([lowest, highest]: readonly [number, number], rows: number, binWidth: number): Band[] {
  const edge = (row: number) => (highest * (lowest / highest) ** (row / rows)) / binWidth
  return Array.from({ length: rows }, (_, row) => ({ low: edge(row + 1), high: edge(row) }))
}

/** The mean of the bins in a band; in a band narrower than a bin, between its two neighbours. */
function powerIn({ low, high }: Band, spectrum: Float32Array): number {
  const first = Math.ceil(low)
  const last = Math.min(Math.floor(high), spectrum.length - 1)
  if (last <= first) return interpolated(spectrum, (low + high) / 2)
  let sum = 0
  for (let k = first; k <= last; k++) sum += spectrum[k]
  return sum / (last - first + 1)
}

function interpolated(spectrum: Float32Array, at: number): number {
  const below = Math.min(Math.floor(at), spectrum.length - 2)
  return spectrum[below] + (at - below) * (spectrum[below + 1] - spectrum[below])
}
