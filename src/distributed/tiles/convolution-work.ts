import { readSignal } from '../../require.js'
import { type Precision, type Samples, type SignalLike, type TypedSignal, joined } from '../../samples.js'
import { ConvolverMatrix } from '../../stream/convolver/convolver-matrix.js'
import type { KernelDetails, KernelOptions } from '../../stream/convolver/prepared-kernel.js'
import { type KernelMatrix, PreparedMatrix } from '../../stream/convolver/prepared-matrix.js'
import { cutTiles } from './cut-tiles.js'
import type { Tile, TileComputer, TiledWork } from './tile.js'
import { decodeTileData, encodeTileData } from './tile-data.js'

/** How to convolve a stream: the options of `PreparedMatrix`, and the size of tiles. */
export interface TiledConvolutionOptions extends KernelOptions, Pick<KernelDetails, 'length'> {
  /** The least length of a tile. Default: half a million samples, or four times what a tile reads before its own if that is more. */
  readonly tileLength?: number
}

/**
 * The convolution of channels, in tiles. A tile begins at a pair of the engine's blocks, and early enough that the engine
 * computes the same blocks as in the whole stream. So its outputs have the same bits.
 *
 * @throws What `PreparedMatrix` throws.
 */
export function convolutionWork(
  source: AsyncIterable<readonly TypedSignal[]>,
  kernels: KernelMatrix,
  { length, tileLength, ...options }: TiledConvolutionOptions = {},
): TiledWork {
  const details = { isDeferred: true, ...(length === undefined ? {} : { length }) }
  // This checks the kernels and plans their blocks; the workers compute.
  const matrix = new PreparedMatrix(kernels, options, details)
  // The bundler would leave `using` as it is, and Node 20 does not know it.
  try {
    return {
      kind: 'convolve',
      shared: encodeShared(kernels, matrix),
      sharesInputs: false,
      tiles: tilesOf(source, gridOf(matrix), matrix.precision, tileLength),
    }
  } finally {
    matrix.dispose()
  }
}

/** The outputs of a tile, one array per channel. */
export function convolvedTile(result: Uint8Array): readonly Samples[] {
  return decodeTileData(result).arrays
}

/** Convolves tiles with the kernels that they share. */
export class ConvolutionComputer implements TileComputer {
  readonly #matrix: PreparedMatrix

  constructor(shared: Uint8Array) {
    const { header, arrays } = decodeTileData(shared)
    const { places, precision, blockSize, length } = header as SharedHeader
    const kernels = places.map((row) => row.map((place) => (place === null ? null : arrays[place])))
    this.#matrix = new PreparedMatrix(kernels, { precision, blockSize }, { length })
  }

  *compute({ place: [skip, isLast], inputs }: Tile): Generator<undefined, Uint8Array> {
    const { arrays: channels } = decodeTileData(inputs[0])
    const convolver = new ConvolverMatrix(this.#matrix)
    const outputs: Samples[][] = []
    // An empty input may have no channels.
    const inputLength = channels.at(0)?.length ?? 0
    try {
      for (let from = 0; from < inputLength; from += STEP_LENGTH) {
        const chunk = channels.map((channel) => channel.subarray(from, from + STEP_LENGTH))
        outputs.push(convolver.process(chunk))
        yield
      }
      if (isLast === 1) outputs.push(convolver.flush())
    } finally {
      convolver.dispose()
    }
    return encodeTileData({}, joinedFrom(skip, outputs))
  }

  dispose(): void {
    this.#matrix.dispose()
  }
}

/** The number of samples that are convolved between two pauses. */
const STEP_LENGTH = 2 ** 15
const LEAST_TILE = 2 ** 19
/** A tile is at least this many times longer than the samples that it reads before its own. */
const TILE_IN_LEADS = 4

interface SharedHeader {
  /** places[input][output]: the index of the kernel's array, or null for none. */
  readonly places: readonly (readonly (number | null)[])[]
  readonly precision: Precision
  readonly blockSize: number
  readonly length: number
}

function encodeShared(kernels: KernelMatrix, { precision, blockSize, length }: PreparedMatrix): Uint8Array {
  // An array that occurs several times is stored once.
  const numbers = new Map<SignalLike, number>()
  const places = kernels.map((row) =>
    row.map((taps) => {
      if (taps === null) return null
      const number = numbers.get(taps) ?? numbers.size
      numbers.set(taps, number)
      return number
    }),
  )
  const arrays = [...numbers.keys()].map((taps) => Float64Array.from(readSignal(taps, 'kernels')))
  const header: SharedHeader = { places, precision, blockSize, length }
  return encodeTileData(header, arrays)
}

/** Where tiles may begin, and how early. */
interface Grid {
  /** The longest block length of the engine. */
  readonly block: number
  /** Tiles begin at multiples of this. */
  readonly step: number
  readonly length: number
}

function gridOf({ blockSize, length, routing }: PreparedMatrix): Grid {
  const block = routing.kernel.plan.levels.at(-1)?.blockLength ?? 1
  // The engine takes blocks in pairs, counted from the start of a stream.
  return { block, step: leastCommonMultiple(2 * block, Math.max(blockSize, 1)), length }
}

/**
 * For K taps and blocks of B samples, an output reads only blocks that begin less than K + B samples before it: the transform of a block
 * of inputs and one of B taps has 2B outputs. Blocks begin at multiples of B.
 */
function startOf(begin: number, { block, step, length }: Grid): number {
  const earliest = Math.ceil((begin - length - block + 1) / block) * block
  return Math.max(Math.floor(earliest / step) * step, 0)
}

async function* tilesOf(
  source: AsyncIterable<readonly TypedSignal[]>,
  grid: Grid,
  precision: Precision,
  tileLength = Math.max(LEAST_TILE, TILE_IN_LEADS * (grid.length + grid.block)),
): AsyncGenerator<Tile, void, undefined> {
  const cut = {
    step: Math.ceil(tileLength / grid.step) * grid.step,
    startOf: (begin: number) => startOf(begin, grid),
    after: 0,
    precision,
  }
  for await (const { begin, start, isLast, channels } of cutTiles(source, cut)) {
    yield { place: [begin - start, isLast ? 1 : 0], inputs: [encodeTileData({}, channels)] }
  }
}

/** Joins pieces of channels, and drops their first outputs. */
function joinedFrom(skip: number, pieces: readonly (readonly Samples[])[]): Samples[] {
  const [first] = pieces
  return first.map((_, channel) => joined(pieces.map((piece) => piece[channel])).subarray(skip))
}

function leastCommonMultiple(a: number, b: number): number {
  let [greatest, rest] = [a, b]
  while (rest > 0) [greatest, rest] = [rest, greatest % rest]
  return (a / greatest) * b
}
