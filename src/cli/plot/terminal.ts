import { scaleLinear } from 'd3-scale'
import { plot } from 'simple-ascii-chart'
import { colorOf } from './color-of.js'
import type { Envelope } from './envelope.js'
import type { Axis, CurvePanel, Panel, Picture, SpectrogramPanel } from './picture.js'
import { LEVEL_RANGE, type Spectrogram } from './spectrogram.js'

/** The capabilities of the terminal. */
export interface TerminalOptions {
  /** Characters in a line. */
  readonly columns: number
  /** Whether colors may be used; else shades. */
  readonly hasColor: boolean
}

/** Lines of characters in a panel. */
export const TERMINAL_ROWS = 12

/** The part of a line that is left for a panel beside its numbers. */
export function terminalWidth(columns: number): number {
  const numbers = 12
  return Math.max(columns - numbers, 20)
}

/** A picture in characters, with two dots per character, one above the other. */
export function drawInTerminal({ title, panels }: Picture, options: TerminalOptions): string {
  const width = terminalWidth(options.columns)
  const drawn = panels.map((panel) => drawPanel(panel, width, symbolsOf(panel, width, options.hasColor)))
  return `${title}\n${drawn.join('')}`
}

/** The character at a column and a line of a panel, counted from 0 at the top left. */
type SymbolAt = (column: number, line: number) => string

function symbolsOf(panel: Panel, width: number, hasColor: boolean): SymbolAt {
  if (panel.kind === 'curve') return curveSymbols(panel, width)
  return hasColor ? coloredSymbols(panel) : shadedSymbols(panel)
}

const Y_TICK_COUNT = 4

function drawPanel({ x, y }: Panel, width: number, symbolAt: SymbolAt): string {
  const number = scaleLinear([y.from, y.to], [0, 1]).tickFormat(Y_TICK_COUNT)
  const ticks = ticksOf(y, Y_TICK_COUNT)
  // One point per column: the package draws the axes, and calls back for each point. It leaves room for the numbers at the points,
  // not for those of the ticks.
  const widest = ticks.reduce((a, b) => (number(b).length > number(a).length ? b : a), ticks[0])
  const points = Array.from({ length: width }, (_, i): [number, number] => [
    along(x, i / (width - 1)),
    widest,
  ])
  return plot(points, {
    width,
    height: TERMINAL_ROWS,
    yRange: [y.from, y.to],
    customXAxisTicks: ticksOf(x, Math.floor(width / 12)),
    customYAxisTicks: ticks,
    formatter: (value, { axis }) => (axis === 'y' ? number(value) : plain(value)),
    xLabel: x.title,
    title: y.title,
    lineFormatter: ({ index, plotX }) =>
      Array.from({ length: TERMINAL_ROWS }, (_, line) => ({
        x: plotX,
        y: line + 1,
        symbol: symbolAt(index, line),
      })),
  })
}

function ticksOf({ from, to }: Axis, count: number): number[] {
  return scaleLinear([from, to], [0, 1]).ticks(Math.max(count, 2))
}

function along({ from, to }: Axis, part: number): number {
  return from + part * (to - from)
}

/** A number without the rounding of its last digits. */
function plain(value: number): string {
  return String(Number(value.toPrecision(12)))
}

const halves = [' ', '▄', '▀', '█']

/** The stretch from the least to the greatest value of each column, in half characters; marks are dots. */
function curveSymbols({ envelope, x, y, marks }: CurvePanel, width: number): SymbolAt {
  const half = (value: number): number => {
    const down = Math.round(((y.to - value) / (y.to - y.from)) * (2 * TERMINAL_ROWS - 1))
    return Math.min(Math.max(down, 0), 2 * TERMINAL_ROWS - 1)
  }
  const stretches = joined(
    Array.from({ length: width }, (_, column) => stretchAt(envelope, column / (width - 1))),
  )
  const columnOf = (at: number): number => Math.round(((at - x.from) / (x.to - x.from)) * (width - 1))
  const dots = new Set(marks.map((mark) => `${columnOf(mark.x)},${half(mark.y) >> 1}`))
  return (column, line) => {
    if (dots.has(`${column},${line}`)) return '●'
    const [least, greatest] = stretches[column]
    const isDrawn = (at: number): number => Number(at >= half(greatest) && at <= half(least))
    return halves[2 * isDrawn(2 * line) + isDrawn(2 * line + 1)]
  }
}

type Stretch = readonly [least: number, greatest: number]

/** The least and the greatest value of the curve in a stretch of its length. */
function stretchAt({ least, greatest }: Envelope, part: number): Stretch {
  const at = Math.round(part * (least.length - 1))
  return [least[at], greatest[at]]
}

/** Each stretch extends to the previous one, as the curve does. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  return stretches.map(([least, greatest], i): Stretch => {
    const [leastBefore, greatestBefore] = stretches[Math.max(i - 1, 0)]
    if (least > greatestBefore) return [greatestBefore, greatest]
    if (greatest < leastBefore) return [least, leastBefore]
    return [least, greatest]
  })
}

/** Two levels per character, one above the other. */
function coloredSymbols({ spectrogram }: SpectrogramPanel): SymbolAt {
  return (column, line) => {
    const upper = colorOf(levelAt(spectrogram, column, 2 * line))
    const lower = colorOf(levelAt(spectrogram, column, 2 * line + 1))
    return `\x1b[38;2;${upper.join(';')};48;2;${lower.join(';')}m▀\x1b[0m`
  }
}

const shades = [' ', '░', '▒', '▓', '█']

function shadedSymbols({ spectrogram }: SpectrogramPanel): SymbolAt {
  return (column, line) => {
    const upper = levelAt(spectrogram, column, 2 * line)
    const level = Math.max(upper, levelAt(spectrogram, column, 2 * line + 1))
    return shades[Math.round((1 + level / LEVEL_RANGE) * (shades.length - 1))]
  }
}

function levelAt({ levels, columns }: Spectrogram, column: number, row: number): number {
  return levels[row * columns + column]
}
