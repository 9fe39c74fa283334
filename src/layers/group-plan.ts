import type { Precision, Samples } from '../samples.js'
import { copyGrid } from '../wasm/grid.js'
import type { Block } from '../wasm/heap.js'
import type { Outputs } from '../wasm/panels.js'
import { rectify } from '../wasm/rectify.js'
import { type TapList, taps, TAPS_PADDING } from '../wasm/taps.js'
import { withWorkspace } from '../wasm/workspace.js'
import type { LayerShape } from './layer-shape.js'
import { GROUP_ROWS, listOf, OF_PRODUCTS, PRODUCTS, RowGroups } from './row-groups.js'
import type { LayerParameters } from './sgd.js'
import type { Sheet } from './sheet.js'

/** Numbers of a product computed at a time, for four outputs at once: few enough to stay in the cache until they are added. */
const ROOM_LENGTH = 2 ** 10

/** With fewer channels in a sum, or fewer outputs in a group, transforming groups of rows costs more than it saves. */
const LEAST_CHANNELS = 24

/** Whether a layer can be computed by groups of rows, and is faster that way. */
export function goesByGroups(shape: LayerShape, { x, y }: Sheet): boolean {
  const isDense = x.stride === 1 && y.stride === 1 && y.dilation === 1
  const channels = Math.min(shape.groupInputs, shape.groupOutputs)
  return isDense && y.taps === 3 && y.count >= GROUP_ROWS && channels >= LEAST_CHANNELS
}

/**
 * The forward pass of a layer by groups of rows. All numbers must be finite, as sums contain numbers that a direct sum would
 * not.
 */
export class GroupPlan {
  readonly #shape: LayerShape
  readonly #sheet: Sheet
  readonly #precision: Precision
  readonly #rows: RowGroups
  /** The number of groups computed at a time, and the memory for one of their products. */
  readonly #band: number
  readonly #length: number
  readonly #ofProducts: readonly TapList[]

  constructor(shape: LayerShape, sheet: Sheet, precision: Precision) {
    this.#shape = shape
    this.#sheet = sheet
    this.#precision = precision
    const { pitch, channelLength, x, y } = sheet
    const columns = Array.from({ length: x.taps }, (_, k) => k * x.dilation)
    const rows = { channels: shape.groupInputs, channelLength, pitch, outputRows: y.count }
    this.#rows = new RowGroups(rows, shape.groupOutputs, columns, precision)
    this.#band = Math.min(Math.max(Math.floor(ROOM_LENGTH / pitch), 1), this.#rows.groups)
    this.#length = this.#band * pitch + TAPS_PADDING
    const offsets = Array.from({ length: PRODUCTS }, (_, i) => i * this.#length)
    this.#ofProducts = OF_PRODUCTS.map((weights) => listOf(weights, offsets, precision))
  }

  forward(input: Block, { weights, bias }: LayerParameters, result: Samples, isRectified: boolean): void {
    const { groups, groupInputs, groupOutputs } = this.#shape
    const perGroup = weights.length / groups
    const room = (4 * PRODUCTS + 1) * this.#length + GROUP_ROWS * this.#band * this.#sheet.x.count
    for (let group = 0; group < groups; group++) {
      this.#rows.load(weights.subarray(group * perGroup, (group + 1) * perGroup))
      withWorkspace(this.#rows.length + room, this.#precision, (block) => {
        this.#rows.transform(block, 0, input, group * groupInputs * this.#sheet.channelLength)
        for (let first = 0; first < groupOutputs; first += 4) {
          const count = Math.min(4, groupOutputs - first)
          this.#compute(
            block,
            { group: 0, first, count },
            group * groupOutputs + first,
            bias,
            result,
            isRectified,
          )
        }
      })
    }
  }

  free(): void {
    this.#rows.free()
    for (const list of this.#ofProducts) list.free()
  }

  /** Computes some outputs of a group, of which the first is `output`, some groups of rows at a time. */
  #compute(
    block: Block,
    outputs: Outputs,
    output: number,
    bias: Samples,
    result: Samples,
    isRectified: boolean,
  ): void {
    const { x, y, pitch } = this.#sheet
    const room = this.#rows.length
    const stride = PRODUCTS * this.#length
    const dense = room + 4 * stride + this.#length
    for (let first = 0; first < this.#rows.groups; first += this.#band) {
      const groups = Math.min(this.#band, this.#rows.groups - first)
      const rows = Math.min(GROUP_ROWS * groups, y.count - GROUP_ROWS * first)
      this.#rows.multiply(block, room, stride, first * pitch, (groups - 1) * pitch + x.count, outputs)
      for (let i = 0; i < outputs.count; i++) {
        this.#makeRows(block, room + i * stride, bias.length === 0 ? 0 : bias[output + i], groups)
        if (isRectified) rectify(block, dense, rows * x.count)
        const at = ((output + i) * y.count + GROUP_ROWS * first) * x.count
        result.set(block.samples.subarray(dense, dense + rows * x.count), at)
      }
    }
  }

  /** Makes the rows of one output from its products, without the gaps between them. */
  #makeRows(block: Block, products: number, bias: number, groups: number): void {
    const { x, pitch } = this.#sheet
    const spaced = this.#rows.length + 4 * PRODUCTS * this.#length
    const dense = spaced + this.#length
    for (const [row, list] of this.#ofProducts.entries()) {
      taps(block, spaced, block, products, list, bias, (groups - 1) * pitch + x.count)
      const to = { at: dense + row * x.count, pitch: GROUP_ROWS * x.count, step: 1 }
      copyGrid(block, to, block, { at: spaced, pitch, step: 1 }, x.count, groups)
    }
  }
}
