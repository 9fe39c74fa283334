// The definitions of a convolutional layer, its gradients, and convolution along any number of axes, as plain loops. It imports
// nothing of the package, and is itself checked against cases computed by hand in layer.test.ts.

/** The numbers of several channels, one after the other, each row by row. */
export interface NaiveMaps {
  readonly data: ArrayLike<number>
  readonly channels: number
  readonly height: number
  readonly width: number
}

/** The full description of a layer, with `before` zeros to the left and on top, and `after` to the right and at the bottom. */
export interface NaiveLayer {
  readonly outChannels: number
  readonly groups: number
  readonly kernel: readonly [x: number, y: number]
  readonly stride: readonly [x: number, y: number]
  readonly dilation: readonly [x: number, y: number]
  readonly before: readonly [x: number, y: number]
  readonly after: readonly [x: number, y: number]
  readonly weights: ArrayLike<number>
  readonly bias: ArrayLike<number>
}

/**
 * out[o][j][i] = bias[o] + Σ weights[o][c][l][k]·input[c][s·j + d·l − p][s·i + d·k − p], for all positions at which the kernel
 * fits.
 */
export function naiveForward(input: NaiveMaps, layer: NaiveLayer): NaiveMaps & { data: Float64Array } {
  const [width, height] = outputSize(input, layer)
  const data = new Float64Array(layer.outChannels * height * width)
  for (let o = 0; o < layer.outChannels; o++) {
    for (let i = 0; i < height * width; i++) data[o * height * width + i] = layer.bias[o]
  }
  eachProduct(input, layer, (output, weight, pixel) => {
    data[output] += layer.weights[weight] * input.data[pixel]
  })
  return { data, channels: layer.outChannels, height, width }
}

/** The derivatives of Σ gradOutput·output by each pixel, each weight and each bias. */
export function naiveBackward(
  input: NaiveMaps,
  layer: NaiveLayer,
  gradOutput: ArrayLike<number>,
): { input: Float64Array; weights: Float64Array; bias: Float64Array } {
  const gradients = {
    input: new Float64Array(input.data.length),
    weights: new Float64Array(layer.weights.length),
    bias: new Float64Array(layer.outChannels),
  }
  eachProduct(input, layer, (output, weight, pixel) => {
    gradients.input[pixel] += layer.weights[weight] * gradOutput[output]
    gradients.weights[weight] += input.data[pixel] * gradOutput[output]
  })
  const perChannel = gradOutput.length / layer.outChannels
  for (let i = 0; i < gradOutput.length; i++) gradients.bias[Math.floor(i / perChannel)] += gradOutput[i]
  return gradients
}

/** The number of positions of the kernel along each direction, found by counting. */
function outputSize({ width, height }: NaiveMaps, layer: NaiveLayer): [number, number] {
  return [width, height].map((length, direction) => {
    const whole = layer.before[direction] + length + layer.after[direction]
    const reach = (layer.kernel[direction] - 1) * layer.dilation[direction] + 1
    let count = 0
    for (let at = 0; at + reach <= whole; at += layer.stride[direction]) count++
    return count
  }) as [number, number]
}

/** Calls `visit` with the indices of each product. */
function eachProduct(
  input: NaiveMaps,
  layer: NaiveLayer,
  visit: (output: number, weight: number, pixel: number) => void,
): void {
  const [width, height] = outputSize(input, layer)
  const groupInputs = input.channels / layer.groups
  const groupOutputs = layer.outChannels / layer.groups
  const [kernelWidth, kernelHeight] = layer.kernel
  for (let o = 0; o < layer.outChannels; o++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        for (let c = 0; c < groupInputs; c++) {
          const channel = Math.floor(o / groupOutputs) * groupInputs + c
          for (let l = 0; l < kernelHeight; l++) {
            for (let k = 0; k < kernelWidth; k++) {
              const y = layer.stride[1] * j + layer.dilation[1] * l - layer.before[1]
              const x = layer.stride[0] * i + layer.dilation[0] * k - layer.before[0]
              if (x < 0 || y < 0 || x >= input.width || y >= input.height) continue
              visit(
                (o * height + j) * width + i,
                ((o * groupInputs + c) * kernelHeight + l) * kernelWidth + k,
                (channel * input.height + y) * input.width + x,
              )
            }
          }
        }
      }
    }
  }
}

/** The maximum of each window of a channel. */
export function naiveMaxPool(
  input: NaiveMaps,
  size: readonly [x: number, y: number],
  stride: readonly [x: number, y: number],
): number[] {
  const result: number[] = []
  for (let c = 0; c < input.channels; c++) {
    for (let y = 0; y + size[1] <= input.height; y += stride[1]) {
      for (let x = 0; x + size[0] <= input.width; x += stride[0]) {
        let greatest = -Infinity
        for (let l = 0; l < size[1]; l++) {
          for (let k = 0; k < size[0]; k++) {
            greatest = Math.max(greatest, input.data[(c * input.height + y + l) * input.width + x + k])
          }
        }
        result.push(greatest)
      }
    }
  }
  return result
}

/**
 * y[n] = Σ kernel[k]·signal[n − k] for vectors n and k, or the part that a mode keeps along each axis. An output that reads a
 * non-finite value is NaN. In arrays, the last index varies fastest.
 */
export function naiveConvolutionNd(
  signal: ArrayLike<number>,
  shape: readonly number[],
  kernel: ArrayLike<number>,
  kernelShape: readonly number[],
  mode: 'full' | 'same' | 'valid',
): { data: number[]; shape: number[] } {
  const kept = shape.map((length, axis) => {
    const taps = kernelShape[axis]
    if (mode === 'full') return { first: 0, count: length + taps - 1 }
    if (mode === 'same') return { first: Math.floor((taps - 1) / 2), count: length }
    return { first: taps - 1, count: length - taps + 1 }
  })
  const outShape = kept.map(({ count }) => count)
  const data = places(outShape).map((place) => {
    let sum = 0
    for (const [at, tap] of places(kernelShape).entries()) {
      const from = place.map((n, axis) => kept[axis].first + n - tap[axis])
      if (from.some((n, axis) => n < 0 || n >= shape[axis])) continue
      const value = signal[from.reduce((index, n, axis) => index * shape[axis] + n, 0)]
      sum += Number.isFinite(value) && Number.isFinite(kernel[at]) ? kernel[at] * value : NaN
    }
    return sum
  })
  return { data, shape: outShape }
}

/** All index vectors of a shape; the last index varies fastest. */
function places(shape: readonly number[]): number[][] {
  let vectors: number[][] = [[]]
  for (const length of shape) {
    vectors = vectors.flatMap((vector) => Array.from({ length }, (_, i) => [...vector, i]))
  }
  return vectors
}
