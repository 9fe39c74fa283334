import { Conv2d } from '../conv-2d.js'
import type { Layer, MapShape } from '../layer.js'
import { Linear } from '../linear.js'

/** The multiplications by which a layer makes an output of this shape: one per weight of each sum. */
export function multiplicationsOf(layer: Layer, output: MapShape): number {
  const pixels = output.height * output.width
  if (layer instanceof Conv2d) return output.channels * pixels * layer.shape.tapCount
  if (layer instanceof Linear) return layer.weights.length
  return 0
}
