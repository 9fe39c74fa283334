import type { Samples } from '../../samples.js'
import { Activation } from '../activation.js'
import { Conv1d } from '../conv-1d.js'
import { Conv2d } from '../conv-2d.js'
import { ConvTranspose1d } from '../conv-transpose-1d.js'
import { ConvTranspose2d } from '../conv-transpose-2d.js'
import type { FeatureMaps } from '../feature-maps.js'
import type { Layer } from '../layer.js'
import { Linear } from '../linear.js'
import { PlainLayer } from '../plain-layer.js'

/** One layer of a network, or a convolution together with its ReLU. */
export interface Step {
  readonly name: string
  readonly layer: Layer
  forward(input: FeatureMaps<Samples>): FeatureMaps<Samples>
}

/** The steps by which a network computes its output. Layers do not copy what no one else can change. */
export function stepsOf(layers: ReadonlyMap<string, Layer>): Step[] {
  const entries = [...layers]
  const steps: Step[] = []
  for (let i = 0; i < entries.length; i++) {
    const [name, layer] = entries[i]
    const next = entries.at(i + 1)?.[1]
    if (isConvolution(layer) && next instanceof Activation && next.name === 'relu' && isOwn(next)) {
      i++
      const isFixed = isOwn(entries.at(i + 1)?.[1])
      steps.push({ name, layer, forward: (input) => rectified(layer, next, input, isFixed) })
    } else if (layer instanceof PlainLayer && i > 0 && [entries[i - 1][1], layer, next].every(isOwn)) {
      steps.push({ name, layer, forward: (input) => layer.forwardWithin(input) })
    } else {
      steps.push({ name, layer, forward: (input) => layer.forward(input) })
    }
  }
  return steps
}

function rectified(
  layer: Conv2d,
  activation: Activation,
  input: FeatureMaps<Samples>,
  isFixed: boolean,
): FeatureMaps<Samples> {
  const output = layer.forwardRectified(input)
  activation.adopt(output, isFixed)
  return output
}

function isConvolution(layer: Layer): layer is Conv2d {
  return layer instanceof Conv2d && isOwn(layer)
}

const OWN: readonly { readonly prototype: Layer }[] = [
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  ConvTranspose2d,
  Linear,
  PlainLayer,
]

/** Whether it is a layer of this package that keeps its arrays to itself, and no class derived from one. */
function isOwn(layer: Layer | undefined): boolean {
  return layer !== undefined && OWN.some(({ prototype }) => layer.forward === prototype.forward)
}
