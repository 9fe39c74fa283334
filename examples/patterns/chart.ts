import { writeFileSync } from 'node:fs'
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

/** A curve, with what is to be seen in it. */
export interface Panel {
  readonly title: string
  readonly values: ArrayLike<number>
  /** The x of each value. Default: its index. */
  readonly at?: (index: number) => number | Date
  readonly xTitle?: string
  readonly yTitle?: string
  /** Stretches to be shaded, and points to be marked, by indices. */
  readonly spans?: readonly (readonly [from: number, to: number])[]
  readonly marks?: readonly { readonly index: number; readonly label: string }[]
}

const BLUE = '#4269d0'
const RED = '#d1495b'

/** Draws panels one below the other into an SVG file; `share`: with one x axis for all. */
export async function drawChart(
  file: string,
  title: string,
  panels: readonly Panel[],
  { share = false } = {},
): Promise<void> {
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, anchor: 'start', fontSize: 15 },
    background: 'white',
    padding: 12,
    config: { view: { stroke: null }, axis: { grid: true, gridOpacity: 0.4, titleFontWeight: 'normal' } },
    vconcat: panels.map(panelSpec),
    resolve: { scale: { x: share ? 'shared' : 'independent' } },
  }
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  writeFileSync(file, await view.toSVG())
  console.log(`${file}: the picture`)
}

function panelSpec(panel: Panel) {
  const { title, values, at = (index) => index, xTitle = '', yTitle = '', spans = [], marks = [] } = panel
  const type = at(0) instanceof Date ? ('temporal' as const) : ('quantitative' as const)
  const x = { field: 'x', type, title: xTitle, scale: { nice: false } }
  const y = { field: 'y', type: 'quantitative' as const, title: yTitle, scale: { zero: false } }
  const points = Array.from(values, (value, index) => ({ x: +at(index), y: value }))
  const marked = marks.map(({ index, label }) => ({ x: +at(index), y: values[index], label }))
  const shaded = spans.map(([from, to]) => ({ x: +at(from), x2: +at(to) }))
  return {
    width: 760,
    height: 130,
    title: { text: title, anchor: 'start' as const, fontWeight: 'normal' as const },
    layer: [
      {
        data: { values: shaded },
        mark: { type: 'rect' as const, color: RED, opacity: 0.25 },
        encoding: { x, x2: { field: 'x2' } },
      },
      {
        data: { values: points },
        mark: { type: 'line' as const, color: BLUE, strokeWidth: 1.2 },
        encoding: { x, y },
      },
      {
        data: { values: marked },
        mark: { type: 'point' as const, color: RED, filled: true, size: 60 },
        encoding: { x, y },
      },
      {
        data: { values: marked },
        mark: { type: 'text' as const, color: RED, dy: -11, fontSize: 12 },
        encoding: { x, y, text: { field: 'label' } },
      },
    ],
  }
}
