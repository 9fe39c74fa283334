import { amplitudeAxis, type Box, sideways } from './axes.js'
import type { Envelope } from './envelope.js'
import { element, text } from './svg.js'
import { theme } from './theme.js'
import type { Track } from './track.js'

const laneGap = 6

/**
 * The envelopes of a track's channels, one lane each, in a box. `limit` is the amplitude at a lane's edges; what goes
 * beyond is cut there, and said.
 */
export function waveform(track: Track, box: Box, limit: number): string {
  const count = track.envelopes.length
  const height = (box.height - (count - 1) * laneGap) / count
  const lanes = track.envelopes.map((envelope, channel) => {
    const lane = { ...box, y: box.y + channel * (height + laneGap), height }
    const isFirst = channel === 0
    const isLast = channel === count - 1
    const marked = [0, ...(isFirst ? [limit] : []), ...(isLast ? [-limit] : [])]
    return (
      amplitudeAxis(lane, limit, marked) +
      outline(envelope, lane, limit) +
      note(lane, noteOn(envelope, limit, count === 1 ? '' : 'LR'[channel]))
    )
  })
  return lanes.join('') + sideways(box, 'amplitude')
}

/** A limit for `peak` that reads well: the next of 0.1, 0.2, 0.5, 1 ... or of 0.3, 0.4, 0.6, 0.8 times a power of ten. */
export function readableLimit(peak: number): number {
  if (!(peak > 0 && peak < Infinity)) return 1
  const decade = 10 ** Math.floor(Math.log10(peak))
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((multiple) => multiple * decade >= peak) ?? 10
  return Number((step * decade).toPrecision(1))
}

/** A limit that shows the body of a signal whose first peak is far above the rest, as an impulse response's is. */
export function limitForBody(track: Track): number {
  const magnitudes = track.envelopes.flatMap(({ greatest, least }) =>
    Array.from(greatest, (value, bin) => Math.max(value, -least[bin])),
  )
  const sorted = Float32Array.from(magnitudes).sort()
  return readableLimit(sorted[Math.floor(0.95 * (sorted.length - 1))])
}

function noteOn(envelope: Envelope, limit: number, channel: string): string {
  const isCut = envelope.peak > limit
  return [isCut ? `peak ${envelope.peak.toPrecision(2)}, cut` : '', channel].filter(Boolean).join(' · ')
}

function note({ x, y, width }: Box, content: string): string {
  return text(x + width - 4, y + 12, content, { 'text-anchor': 'end', 'font-size': 11 })
}

/** One closed shape: along the greatest values, and back along the least. */
function outline(envelope: Envelope, { x, y, width, height }: Box, limit: number): string {
  const bins = envelope.greatest.length
  const point = (value: number, bin: number) => {
    const down = (height / 2) * (1 - Math.max(-1, Math.min(1, value / limit)))
    return `${(x + ((bin + 0.5) * width) / bins).toFixed(1)} ${(y + down).toFixed(1)}`
  }
  const upper = Array.from(envelope.greatest, point)
  const lower = Array.from(envelope.least, point).reverse()
  const path = `M${[...upper, ...lower].join('L')}Z`
  return element('path', { d: path, fill: theme.wave, stroke: theme.wave, 'stroke-width': 0.6 })
}
