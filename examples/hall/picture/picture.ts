import { basename } from 'node:path'
import { type Audio, lengthOf } from '../audio.js'
import { type Block, outputChannels, outputLength } from '../reverberate.js'
import { type Box, frequencyAxis, timeAxis } from './axes.js'
import { type Layout, layoutFor, page, type Panel, spectrogramRows } from './layout.js'
import { rasterOf } from './raster.js'
import { element, text } from './svg.js'
import { colorOf, levelRange, theme } from './theme.js'
import { Track, type TrackOptions, trackOf } from './track.js'
import { limitForBody, readableLimit, waveform } from './waveform.js'

/**
 * Waveform and spectrogram of a recording, of an impulse response, and of what the two make together. The output is
 * given block by block and only summaries of it are kept.
 */
export class Picture {
  readonly #layout: Layout
  readonly #recording: Track
  readonly #response: Track
  readonly #output: Track

  constructor(recording: Audio, response: Audio, outputName: string) {
    this.#layout = layoutFor(lengthOf(recording), lengthOf(response))
    this.#recording = trackOf(recording, {
      title: 'Recording',
      ...sizeOf(this.#layout.recording),
      remark: `${remarkOn(recording)} · ${recording.sampleRate / 1000} kHz`,
    })
    this.#response = trackOf(response, {
      title: '∗  Impulse response',
      ...sizeOf(this.#layout.response),
      remark: remarkOn(response),
    })
    const output = {
      length: outputLength(recording, response),
      sampleRate: recording.sampleRate,
      channels: outputChannels(recording, response),
    }
    this.#output = new Track({
      ...output,
      ...sizeOf(this.#layout.output),
      title: '=  Recording in the hall',
      remark: `${remark(outputName, output)} · 24 bits`,
    })
  }

  /** Takes the next block of the output. */
  add(block: Block): void {
    this.#output.add(block)
  }

  /** The picture, as the text of an SVG file that needs nothing else. */
  toSvg(): string {
    const layout = this.#layout
    const limit = readableLimit(Math.max(this.#recording.peak, this.#output.peak))
    return element(
      'svg',
      { ...root, viewBox: `0 0 ${page.width} ${page.height}`, width: page.width, height: page.height },
      element('title', {}, 'A recording, an impulse response, and their convolution'),
      card(),
      drawn(this.#recording, layout.recording, limit),
      drawn(this.#response, layout.response, limitForBody(this.#response)),
      drawn(this.#output, layout.output, limit),
      endOfRecording(layout.output, this.#recording.duration / this.#output.duration),
      legend(layout.legend),
    )
  }
}

const root = {
  xmlns: 'http://www.w3.org/2000/svg',
  'font-family': theme.font,
  'font-size': 12.5,
  fill: theme.text,
} as const

function sizeOf({ spectrogram }: Panel) {
  return { columns: spectrogram.width, rows: spectrogramRows }
}

function remarkOn(audio: Audio): string {
  return remark(audio.name, { ...audio, length: lengthOf(audio), channels: audio.channels.length })
}

function remark(
  path: string,
  { length, sampleRate, channels }: Pick<TrackOptions, 'length' | 'sampleRate' | 'channels'>,
) {
  const seconds = (length / sampleRate).toFixed(2)
  return `${shortened(basename(path))} · ${seconds} s · ${channels === 1 ? 'mono' : 'stereo'}`
}

function shortened(name: string): string {
  return name.length <= 32 ? name : `${name.slice(0, 20)}…${name.slice(-11)}`
}

function card(): string {
  const width = page.width - 2
  const height = page.height - 2
  const edge = { x: 1, y: 1, width, height, rx: 14, fill: theme.background, stroke: theme.border }
  const formula = 'y[n] = Σₖ h[k] · x[n − k], streamed in blocks of 128 samples'
  return (
    element('rect', edge) +
    text(page.left, 46, 'A recording put into a hall', {
      'font-size': 24,
      'font-weight': 600,
      fill: theme.title,
    }) +
    text(page.width - page.right, 46, formula, { 'text-anchor': 'end', 'font-size': 14, fill: theme.faint })
  )
}

function drawn(track: Track, { waveform: upper, spectrogram: lower }: Panel, limit: number): string {
  const { title, remark } = track.options
  track.spectrogram.finish()
  const raster = { ...lower, preserveAspectRatio: 'none', href: rasterOf(track.spectrogram) }
  return (
    text(upper.x, upper.y - 32, title, { 'font-size': 16, 'font-weight': 600, fill: theme.title }) +
    text(upper.x, upper.y - 14, remark, { fill: theme.faint }) +
    waveform(track, upper, limit) +
    element('image', raster) +
    frequencyAxis(lower, track.spectrogram.range) +
    timeAxis(lower, track.duration)
  )
}

/** A mark where the recording is over and the hall rings on. */
function endOfRecording({ waveform: upper, spectrogram: lower }: Panel, share: number): string {
  const x = Math.round(upper.x + share * upper.width)
  const line = `M${x} ${upper.y}V${lower.y + lower.height}`
  const hasRoom = share < 0.85
  const place = { 'text-anchor': hasRoom ? 'start' : 'end', fill: theme.mark }
  return (
    element('path', { d: line, stroke: theme.mark, 'stroke-width': 1.2, 'stroke-dasharray': '5 4' }) +
    text(hasRoom ? x + 6 : x, upper.y - 14, 'the recording ends, the hall rings on', place)
  )
}

/** The colors and the levels they stand for. */
function legend({ x, y, width, height }: Box): string {
  const stops = Array.from({ length: 17 }, (_, i) =>
    element('stop', { offset: i / 16, 'stop-color': colorOf(1 - i / 16) }),
  )
  const gradient = element('linearGradient', { id: 'levels', x1: 0, y1: 0, x2: 0, y2: 1 }, ...stops)
  const ticks = Array.from({ length: levelRange / 20 + 1 }, (_, i) => {
    const at = y + (20 * i * height) / levelRange
    return text(x + width + 7, at + 4, i === 0 ? '0' : `−${20 * i}`)
  })
  return (
    element('defs', {}, gradient) +
    text(x, y - 32, 'dB below', { fill: theme.faint }) +
    text(x, y - 15, 'the loudest', { fill: theme.faint }) +
    element('rect', { x, y, width, height, fill: 'url(#levels)', stroke: theme.border }) +
    ticks.join('')
  )
}
