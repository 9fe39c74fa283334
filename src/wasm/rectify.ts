import { addressOf, type Block } from './heap.js'
import { layers } from './layers-part.js'

/** block[at + i] = 0 where it is not above it, for i < count: a ReLU; NaN stays. A few numbers more may be changed. */
export function rectify(block: Block, at: number, count: number): void {
  layers()[block.precision].rectify(addressOf(block, at), count)
}
