import { type OptionNames, readOptions } from '../require.js'
import { precisionOf, type Samples, zeros } from '../samples.js'
import { type FeatureMaps, readFeatureMaps, readShaped } from './feature-maps.js'
import { type Pair, readPair } from '../image/plane/pair.js'

/** The options of `maxPool`. */
export interface MaxPoolOptions {
  /** The size of a window, in pixels, along the rows (x) and along the columns (y). */
  readonly size: Pair
  /** The distance between neighbouring windows. Default: the size, so that windows do not overlap. */
  readonly stride?: Pair
}

const MAX_POOL_OPTIONS: OptionNames<MaxPoolOptions> = { size: true, stride: true }

/**
 * Returns the greatest number of each window, channel by channel. NaN counts as the greatest.
 *
 * Shapes: for each direction, n pixels give ⌊(n − size)/stride⌋ + 1; windows lie wholly inside. Float32 for a `Float32Array`,
 * else float64. Cost: one comparison per number of each window. Allocates the result.
 *
 * @throws TypeError if the input is not feature maps. RangeError if a size or stride is not a whole number of at least 1, or a
 *   window is larger than the input.
 * @example
 * const input = { data: [1, 2, 3, 4, 5, 6, 7, 8], channels: 1, height: 2, width: 4 }
 * maxPool(input, { size: 2 }).data // Float64Array [6, 8]
 * @see maxPoolGradient
 */
export function maxPool(input: FeatureMaps, options: MaxPoolOptions): FeatureMaps<Samples> {
  const maps = readFeatureMaps(input, 'input')
  const windows = windowsOf(maps, options)
  const { channels, height, width } = windows
  const result = zeros(channels * height * width, precisionOf(maps.data))
  windows.forEach((output, winner) => (result[output] = maps.data[winner]))
  return { data: result, channels, height, width }
}

/**
 * Returns the gradient with respect to the input of `maxPool`, given that with respect to its output. It goes to the greatest
 * number of each window, or the first of several equal ones, and adds up where windows overlap.
 *
 * @param input The input of `maxPool`.
 * @param gradOutput The gradient, in the shape of the output.
 * @param options The options of `maxPool`.
 * @throws TypeError or RangeError as `maxPool` does, and RangeError if `gradOutput` has another shape.
 * @example
 * const input = { data: [1, 2, 3, 4, 5, 6, 7, 8], channels: 1, height: 2, width: 4 }
 * const gradOutput = { data: [10, 20], channels: 1, height: 1, width: 2 }
 * maxPoolGradient(input, gradOutput, { size: 2 }).data // Float64Array [0, 0, 0, 0, 0, 10, 0, 20]
 */
export function maxPoolGradient(
  input: FeatureMaps,
  gradOutput: FeatureMaps,
  options: MaxPoolOptions,
): FeatureMaps<Samples> {
  const maps = readFeatureMaps(input, 'input')
  const { channels, height, width } = maps
  const windows = windowsOf(maps, options)
  const gradients = readShaped(gradOutput, windows, 'gradOutput').data
  const result = zeros(maps.data.length, precisionOf(gradients))
  windows.forEach((output, winner) => (result[winner] += gradients[output]))
  return { data: result, channels, height, width }
}

interface Windows {
  readonly channels: number
  readonly height: number
  readonly width: number
  /** Calls `visit` with the index of each output, and the index of the greatest number in its window. */
  forEach(visit: (output: number, winner: number) => void): void
}

function windowsOf(input: FeatureMaps, options: MaxPoolOptions): Windows {
  const { size: given, stride: step = given } = readOptions(options, MAX_POOL_OPTIONS)
  const size = readPair(given, 1, 'size')
  const stride = readPair(step, 1, 'stride')
  const { channels } = input
  if (size.x > input.width || size.y > input.height) {
    throw new RangeError(
      `size must be at most that of the input, ${input.width} x ${input.height}, got ${size.x} x ${size.y}`,
    )
  }
  const height = Math.floor((input.height - size.y) / stride.y) + 1
  const width = Math.floor((input.width - size.x) / stride.x) + 1
  const forEach: Windows['forEach'] = (visit) => {
    let output = 0
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < height; y++) {
        const row = (c * input.height + y * stride.y) * input.width
        for (let x = 0; x < width; x++) visit(output++, winnerOf(input, row + x * stride.x, size))
      }
    }
  }
  return { channels, height, width, forEach }
}

/** The index of the greatest number in the window that begins at `first`. */
function winnerOf(
  { data, width }: FeatureMaps,
  first: number,
  size: { readonly x: number; readonly y: number },
): number {
  let winner = first
  for (let y = 0; y < size.y; y++) {
    for (let at = first + y * width; at < first + y * width + size.x; at++) {
      // Written so that NaN wins and stays.
      if (!(data[at] <= data[winner]) && !Number.isNaN(data[winner])) winner = at
    }
  }
  return winner
}
