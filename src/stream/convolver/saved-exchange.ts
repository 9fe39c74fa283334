import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { ConvolutionState } from './convolution-state.js'
import { MOST_SAMPLES } from '../snapshot/most-samples.js'
import type { PreparedKernel } from './prepared-kernel.js'
import type { Routing } from './routing.js'
import { fingerprintOfRouting, loadRouting, saveRouting } from './saved-routing.js'
import { type Arrival, type Layer, Takeover } from './takeover.js'

/** Everything that a stream holds while kernels are being exchanged. */
export interface ExchangeParts {
  readonly layers: readonly Layer[]
  readonly takeover: Takeover | undefined
  readonly next: Arrival | undefined
}

/** Kernels, and whether nothing else uses them. */
interface Kernels {
  readonly routing: Routing
  readonly owned: readonly PreparedKernel[]
}

/**
 * Writes the parts with all kernels in play, because `restore` is given only one of them. Outputs before `read` are not needed.
 */
export function saveExchange(
  writer: SnapshotWriter,
  { layers, takeover, next }: ExchangeParts,
  read: number,
): void {
  writer.number(layers.length)
  for (const { state, from, fade } of layers) {
    saveRouting(writer, state.routing)
    for (const number of [from, fade]) writer.number(number)
    state.save(writer, Math.max(read, from))
  }
  const arrivals = takeover === undefined ? [] : [takeover.arrival, ...(next === undefined ? [] : [next])]
  writer.number(arrivals.length)
  for (const { state, delay, fade } of arrivals) {
    saveRouting(writer, state.routing)
    for (const number of [delay, fade]) writer.number(number)
  }
  takeover?.save(writer)
}

/**
 * Reads what `saveExchange` wrote.
 *
 * @param given Kernels that are in play and need not be made again.
 * @throws RangeError if these are not in play.
 */
export function loadExchange(
  reader: SnapshotReader,
  given: Kernels,
  read: number,
  written: number,
): ExchangeParts {
  const kernels = new SavedKernels(given)
  const layers: Layer[] = []
  for (let left = reader.count(1, MOST_SAMPLES); left > 0; left--) {
    const { routing, owned } = kernels.load(reader)
    const from = reader.count(0, layers.length === 0 ? read : written)
    const fade = reader.count(0, MOST_SAMPLES)
    const state = new ConvolutionState(routing)
    state.load(reader, Math.max(read, from), written)
    layers.push({ state, owned, from, fade })
  }
  const arrivals: Arrival[] = []
  for (let left = reader.count(0, 2); left > 0; left--) {
    const { routing, owned } = kernels.load(reader)
    const [delay, fade] = [reader.count(0, MOST_SAMPLES), reader.count(0, MOST_SAMPLES)]
    arrivals.push({ state: new ConvolutionState(routing), owned, delay, fade })
  }
  const [arrival, next] = [arrivals.at(0), arrivals.at(1)]
  const newest = layers[layers.length - 1].state
  const takeover = arrival === undefined ? undefined : Takeover.load(reader, newest, arrival)
  kernels.requireGivenUsed()
  return { layers, takeover, next }
}

/** Reads routings, and replaces the equal one by the one that is given. */
class SavedKernels {
  readonly #given: Kernels
  readonly #fingerprint: string
  #isUsed = false

  constructor(given: Kernels) {
    this.#given = given
    this.#fingerprint = fingerprintOfRouting(given.routing)
  }

  load(reader: SnapshotReader): Kernels {
    const routing = loadRouting(reader, this.#given.routing)
    if (this.#isUsed || fingerprintOfRouting(routing) !== this.#fingerprint) {
      return { routing, owned: routing.kernels }
    }
    for (const kernel of routing.kernels) kernel.dispose()
    this.#isUsed = true
    return this.#given
  }

  requireGivenUsed(): void {
    if (this.#isUsed) return
    throw new RangeError(
      'kernel must be one that the stream held when the snapshot was taken, got another: restore with the same arguments',
    )
  }
}
