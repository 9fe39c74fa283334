import type { TopLevelSpec } from 'vega-lite'
import { needed } from '../terminal/needed.js'
import { colorOf } from './color-of.js'
import type { CurvePanel, Panel, Picture, SpectrogramPanel } from './picture.js'
import { LEVEL_RANGE, type Spectrogram } from './spectrogram.js'

/** Pixels of a panel. */
export const svgSize = { columns: 760, rows: 180 } as const

const BLUE = '#4269d0'
const RED = '#d1495b'

/** A picture as the text of a self-contained SVG file. */
export async function drawSvg(picture: Picture): Promise<string> {
  const [{ parse, View }, { compile }] = await needed(
    () => Promise.all([import('vega'), import('vega-lite')]),
    'vega vega-lite',
  )
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: picture.title, anchor: 'start', fontSize: 15 },
    background: 'white',
    padding: 12,
    config: { view: { stroke: null }, axis: { gridOpacity: 0.4, titleFontWeight: 'normal' } },
    vconcat: await Promise.all(picture.panels.map(specOf)),
  }
  return new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()
}

/** An SVG picture as a PNG at twice the resolution. */
export async function drawPng(picture: Picture): Promise<Uint8Array> {
  const { default: sharp } = await needed(() => import('sharp'), 'sharp')
  return sharp(Buffer.from(await drawSvg(picture)), { density: 144 })
    .png()
    .toBuffer()
}

async function specOf(panel: Panel) {
  const layer = panel.kind === 'curve' ? curveLayers(panel) : await spectrogramLayers(panel)
  return { width: svgSize.columns, height: svgSize.rows, layer }
}

function axesOf({ x, y }: Panel) {
  const axis = ({ title, from, to }: Panel['x']) => ({
    type: 'quantitative' as const,
    title,
    scale: { domain: [from, to], nice: false, zero: false },
  })
  return { x: { field: 'x', ...axis(x) }, y: { field: 'y', ...axis(y) } }
}

function curveLayers(panel: CurvePanel) {
  const { envelope, marks, x } = panel
  const axes = axesOf(panel)
  const count = envelope.least.length
  const values = Array.from({ length: count }, (_, i) => ({
    x: x.from + (count === 1 ? 0 : (i / (count - 1)) * (x.to - x.from)),
    y: envelope.greatest[i],
    y2: envelope.least[i],
  }))
  return [
    {
      data: { values },
      mark: { type: 'area' as const, color: BLUE, line: { color: BLUE, strokeWidth: 1 } },
      encoding: { ...axes, y2: { field: 'y2' } },
    },
    {
      data: { values: marks },
      mark: { type: 'point' as const, color: RED, filled: true, size: 60 },
      encoding: axes,
    },
  ]
}

/** The levels as one image, and an invisible point that adds the legend. */
async function spectrogramLayers(panel: SpectrogramPanel) {
  const { x, y, spectrogram } = panel
  const png = await rasterOf(spectrogram)
  const corner = { x: x.from, y: y.to, url: `data:image/png;base64,${Buffer.from(png).toString('base64')}` }
  const { columns, rows } = svgSize
  return [
    {
      data: { values: [corner] },
      mark: {
        ...{ type: 'image' as const, aspect: false, width: columns, height: rows },
        ...{ align: 'left' as const, baseline: 'top' as const },
      },
      encoding: { ...axesOf(panel), url: { field: 'url', type: 'nominal' as const } },
    },
    {
      data: { values: [{ level: 0 }] },
      mark: { type: 'point' as const, opacity: 0 },
      encoding: {
        color: {
          field: 'level',
          type: 'quantitative' as const,
          scale: { scheme: 'magma' as const, domain: [-LEVEL_RANGE, 0] },
          legend: { title: 'dB', gradientOpacity: 1, gradientLength: rows - 30 },
        },
      },
    },
  ]
}

async function rasterOf({ levels, columns, rows }: Spectrogram): Promise<Uint8Array> {
  const { default: sharp } = await needed(() => import('sharp'), 'sharp')
  const pixels = Uint8Array.from(Array.from(levels, (level) => colorOf(level)).flat())
  return sharp(pixels, { raw: { width: columns, height: rows, channels: 3 } })
    .png()
    .toBuffer()
}
