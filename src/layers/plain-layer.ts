import type { Samples, TypedSignal } from '../samples.js'
import { requireLive } from '../wasm/heap.js'
import { type FeatureMaps, readFeatureMaps, readShaped } from './feature-maps.js'
import type { Gradients, Layer, MapShape } from './layer.js'

/** A layer without engine memory, whose gradients need what `keep` returned in the last `forward`. */
export abstract class PlainLayer<Kept> implements Layer {
  abstract readonly kind: string
  readonly tensors: Layer['tensors'] = {}
  #kept: { readonly value: Kept; readonly input: MapShape; readonly output: MapShape } | undefined
  #isDisposed = false

  /** Returns the output for an input, and keeps what `backward` needs. */
  forward(input: FeatureMaps): FeatureMaps<Samples> {
    requireLive(this.#isDisposed)
    const maps = readFeatureMaps(input, 'input')
    const output = { data: this.compute(maps), ...this.outputShape(maps) }
    this.remember(maps, output, false)
    return output
  }

  /** As `forward`, where nobody changes the input or the output afterwards. @internal */
  forwardWithin(input: FeatureMaps<Samples>): FeatureMaps<Samples> {
    requireLive(this.#isDisposed)
    const output = { data: this.compute(input), ...this.outputShape(input) }
    this.remember(input, output, true)
    return output
  }

  /** Returns the gradients, given that with respect to the last output of `forward`. */
  backward(gradOutput: FeatureMaps): Gradients {
    requireLive(this.#isDisposed)
    const kept = this.#kept
    if (kept === undefined)
      throw new Error('backward needs an output of forward, and there is none yet: call forward first')
    const gradients = readShaped(gradOutput, kept.output, 'gradOutput')
    return this.gradients(gradients, kept.input, kept.value)
  }

  /** Forgets the last input. Calling it twice is harmless. */
  dispose(): void {
    this.#isDisposed = true
    this.#kept = undefined
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** Keeps what `backward` needs. If `areFixed`, nobody changes input and output, and no copy is needed. */
  protected remember(input: FeatureMaps<TypedSignal>, output: FeatureMaps<Samples>, areFixed: boolean): void {
    const value = this.keep(input, output.data, areFixed)
    this.#kept = { value, input: shapeOf(input), output: shapeOf(output) }
  }

  abstract outputShape(shape: MapShape): MapShape
  protected abstract compute(input: FeatureMaps<TypedSignal>): Samples
  protected abstract keep(input: FeatureMaps<TypedSignal>, output: Samples, areFixed: boolean): Kept
  protected abstract gradients(gradOutput: FeatureMaps<TypedSignal>, input: MapShape, kept: Kept): Gradients
}

function shapeOf({ channels, height, width }: MapShape): MapShape {
  return { channels, height, width }
}
