import { formatRatio } from './format.js'
import type { Report, RowResult } from './report.js'
import type { Spread } from './statistics.js'

const WIDTH = 900
const LABELS = 330
const LINE = 20

interface Bar {
  readonly label: string
  readonly ratio: Spread
}

/**
 * The ratios of a report as horizontal bars on a logarithmic scale, as SVG. To the right of 1x we are faster; the thin
 * line spans the quartiles.
 */
export function chartOf({ suite, machine, date, comparisons }: Report): string {
  const bars = comparisons.map(({ work, rows }) => ({ work, bars: rows.flatMap(barOf) }))
  const ratios = bars.flatMap((group) => group.bars.flatMap(({ ratio }) => [ratio.low, ratio.high]))
  const x = scale(Math.min(0.5, ...ratios), Math.max(2, ...ratios))
  const lines: string[] = []
  let y = 60
  for (const group of bars) {
    lines.push(text(10, y, group.work, 'font-weight="bold"'))
    y += LINE
    for (const bar of group.bars) {
      lines.push(...drawBar(bar, y, x))
      y += LINE
    }
    y += LINE / 2
  }
  const grid = [0.5, 1, 2, 5, 10, 20, 50, 100, 200]
    .filter((ratio) => x(ratio) >= LABELS && x(ratio) <= WIDTH - 60)
    .map((ratio) => {
      const color = ratio === 1 ? '#333' : '#ccc'
      return (
        `<line x1="${x(ratio)}" x2="${x(ratio)}" y1="45" y2="${y}" stroke="${color}"/>` +
        text(x(ratio), 38, `${ratio}x`, 'text-anchor="middle" fill="#666"')
      )
    })
  const title = `${suite}: times of the peers over ours, Node ${machine.node}, ${machine.simd} SIMD, ${date}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y + 10}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    text(10, 20, title, 'font-size="14"'),
    ...grid,
    ...lines,
    '</svg>\n',
  ].join('\n')
}

function barOf({ name, ratio }: RowResult): Bar[] {
  return ratio === undefined ? [] : [{ label: name, ratio }]
}

function drawBar({ label, ratio }: Bar, y: number, x: (ratio: number) => number): string[] {
  const from = Math.min(x(1), x(ratio.median))
  const width = Math.abs(x(ratio.median) - x(1))
  const color = ratio.median >= 1 ? '#2a7f9e' : '#c8553d'
  return [
    text(30, y, label),
    `<rect x="${from}" y="${y - 11}" width="${width}" height="13" fill="${color}"/>`,
    `<line x1="${x(ratio.low)}" x2="${x(ratio.high)}" y1="${y - 4.5}" y2="${y - 4.5}" stroke="black"/>`,
    text(Math.max(x(ratio.high), x(1)) + 6, y, formatRatio(ratio.median)),
  ]
}

/** The position of a ratio in the picture. */
function scale(least: number, greatest: number): (ratio: number) => number {
  const pixels = (WIDTH - 60 - LABELS) / Math.log(greatest / least)
  return (ratio) => Math.round(10 * (LABELS + pixels * Math.log(ratio / least))) / 10
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`
}
