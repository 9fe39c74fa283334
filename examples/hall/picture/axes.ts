import { scaleLinear } from 'd3-scale'
import { element, text } from './svg.js'
import { theme } from './theme.js'

/** A rectangle of the picture, in its pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Frequencies that may be marked, in Hz: the series of 1, 2, 5. */
const markedFrequencies = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]

/** Seconds under a box, from 0 to `duration`. */
export function timeAxis({ x, y, width, height }: Box, duration: number): string {
  const scale = scaleLinear([0, duration], [x, x + width])
  const bottom = y + height
  const ticks = scale.ticks(Math.max(2, Math.round(width / 70))).map((seconds) => {
    const at = scale(seconds)
    const mark = element('path', { d: `M${at.toFixed(1)} ${bottom}v5`, stroke: theme.faint })
    return mark + text(at, bottom + 18, String(seconds), { 'text-anchor': 'middle' })
  })
  return (
    ticks.join('') +
    text(x + width / 2, bottom + 35, 'time (s)', { 'text-anchor': 'middle', fill: theme.faint })
  )
}

/** Frequencies beside a box, logarithmic between the two ends of `range`, in kHz. */
export function frequencyAxis(box: Box, range: readonly [number, number]): string {
  const { x, y, height } = box
  const [lowest, highest] = range
  const ticks = markedFrequencies
    .filter((frequency) => frequency >= lowest && frequency <= highest)
    .map((frequency) => {
      const at = y + (height * Math.log(highest / frequency)) / Math.log(highest / lowest)
      const mark = element('path', { d: `M${x} ${at.toFixed(1)}h-5`, stroke: theme.faint })
      return mark + text(x - 9, at + 4, String(frequency / 1000), { 'text-anchor': 'end' })
    })
  return ticks.join('') + sideways(box, 'frequency (kHz)')
}

/** Amplitudes beside a box, of which `limit` is the upper edge and -limit the lower: those of `marked` with a number. */
export function amplitudeAxis(
  { x, y, width, height }: Box,
  limit: number,
  marked: readonly number[],
): string {
  const ticks = [limit, 0, -limit].map((amplitude, i) => {
    const at = y + (i * height) / 2
    const line = element('path', { d: `M${x - 5} ${at.toFixed(1)}h${width + 5}`, stroke: theme.grid })
    if (!marked.includes(amplitude)) return line
    return line + text(x - 9, at + 4, signed(amplitude), { 'text-anchor': 'end' })
  })
  return ticks.join('')
}

/** A title along the left side of a box, left of its numbers. */
export function sideways({ x, y, height }: Box, title: string): string {
  const at = { x: x - 46, y: y + height / 2 }
  const turn = `rotate(-90 ${at.x} ${at.y})`
  return text(at.x, at.y, title, { transform: turn, 'text-anchor': 'middle', fill: theme.faint })
}

function signed(amplitude: number): string {
  return amplitude > 0 ? `+${amplitude}` : String(amplitude).replace('-', '−')
}
