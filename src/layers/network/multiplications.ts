import { Conv2d } from '../conv-2d.js'
import { ConvTranspose2d } from '../conv-transpose-2d.js'
import type { Layer, MapShape } from '../layer.js'
import { Linear } from '../linear.js'

/** The multiplications by which a layer makes an output from an input of these shapes: one per weight of each sum. */
export function multiplicationsOf(layer: Layer, input: MapShape, output: MapShape): number {
  if (layer instanceof Conv2d) return output.channels * output.height * output.width * layer.shape.tapCount
  if (layer instanceof ConvTranspose2d) return layer.weights.length * input.height * input.width
  if (layer instanceof Linear) return layer.weights.length
  return 0
}
