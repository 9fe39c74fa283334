import { type Precision, precisionOf, type Samples, type TypedSignal, zeros } from '../samples.js'
import type { FeatureMaps } from './feature-maps.js'
import type { MapShape } from './layer.js'

interface Windows {
  readonly size: { readonly x: number; readonly y: number }
  readonly stride: { readonly x: number; readonly y: number }
}

/** The mean of each window, channel by channel. All windows are summed in the same order, row by row. */
export function averagePool(input: FeatureMaps<TypedSignal>, windows: Windows): Samples {
  const { width, height } = countsOf(input, windows)
  const result = zeros(input.channels * height * width, precisionOf(input.data))
  const area = windows.size.x * windows.size.y
  forEachWindow(input, windows, (output, first) => {
    let sum = 0
    for (let y = 0; y < windows.size.y; y++) {
      const row = first + y * input.width
      for (let at = row; at < row + windows.size.x; at++) sum += input.data[at]
    }
    result[output] = sum / area
  })
  return result
}

/** The gradient with respect to the input: each window's gradient, shared equally. */
export function averagePoolGradient(
  shape: MapShape,
  gradOutput: FeatureMaps<TypedSignal>,
  windows: Windows,
  precision: Precision,
): FeatureMaps<Samples> {
  const data = zeros(shape.channels * shape.height * shape.width, precision)
  const area = windows.size.x * windows.size.y
  forEachWindow(shape, windows, (output, first) => {
    const share = gradOutput.data[output] / area
    for (let y = 0; y < windows.size.y; y++) {
      const row = first + y * shape.width
      for (let at = row; at < row + windows.size.x; at++) data[at] += share
    }
  })
  return { data, ...shape }
}

function countsOf({ width, height }: MapShape, { size, stride }: Windows): { width: number; height: number } {
  return {
    width: Math.floor((width - size.x) / stride.x) + 1,
    height: Math.floor((height - size.y) / stride.y) + 1,
  }
}

/** Calls `visit` with the index of each output and that of the first number of its window. */
function forEachWindow(
  shape: MapShape,
  windows: Windows,
  visit: (output: number, first: number) => void,
): void {
  const { width, height } = countsOf(shape, windows)
  let output = 0
  for (let c = 0; c < shape.channels; c++) {
    for (let y = 0; y < height; y++) {
      const row = (c * shape.height + y * windows.stride.y) * shape.width
      for (let x = 0; x < width; x++) visit(output++, row + x * windows.stride.x)
    }
  }
}
