import { shown } from '../../shown.js'
import type { Layer, MapShape } from '../layer.js'
import { multiplicationsOf } from './multiplications.js'

/** A table of the layers: name, kind, shape of the output, parameters, multiplications. */
export function summaryOf(layers: ReadonlyMap<string, Layer>, shape: MapShape): string {
  const rows = [['layer', 'kind', 'channels x height x width', 'parameters', 'multiplications']]
  let current = shape
  const totals = [0, 0]
  rows.push(['', 'input', sizeOf(current), '', ''])
  for (const [name, layer] of layers) {
    const input = current
    current = layer.outputShape(input)
    const counts = [parametersOf(layer), multiplicationsOf(layer, input, current)]
    counts.forEach((count, i) => (totals[i] += count))
    rows.push([shown(name, 40), layer.kind, sizeOf(current), ...counts.map(String)])
  }
  rows.push(['', 'total', '', ...totals.map(String)])
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)))
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

function sizeOf({ channels, height, width }: MapShape): string {
  return `${channels} x ${height} x ${width}`
}

function parametersOf({ tensors }: Layer): number {
  return Object.entries(tensors)
    .filter(([name]) => name === 'weight' || name === 'bias')
    .reduce((sum, [, { data }]) => sum + data.length, 0)
}
