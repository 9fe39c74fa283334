import { describe } from '../../describe.js'
import type { OwnUint8Array } from '../../samples.js'
import { shown } from '../../shown.js'
import { readSafetensors, shapeText, writeSafetensors } from './safetensors.js'
import { Sequential } from './sequential.js'

/** What PyTorch writes with a batch normalization, and no layer needs. */
const IGNORED = '.num_batches_tracked'

/**
 * Returns the learned numbers of a network as the bytes of a safetensors file, by the names of `tensors`.
 *
 * @throws TypeError if the network is not a `Sequential`.
 * @example
 * const network = new Sequential([new Activation('relu')])
 * saveWeights(network).length // 16
 * @see loadWeights
 */
export function saveWeights(network: Sequential): OwnUint8Array {
  requireNetwork(network)
  return writeSafetensors(network.tensors)
}

/**
 * Fills a network with the numbers of a safetensors file, such as `saveWeights` or PyTorch makes. The file must have exactly the
 * tensors of the network, by their names and with their shapes; PyTorch's num_batches_tracked is ignored. Numbers are converted
 * to the precision of the network.
 *
 * @param bytes The whole file.
 * @throws TypeError if an argument is of the wrong kind. RangeError if the file is damaged, tensors are missing or left over, or a
 *   shape differs; nothing has changed then.
 * @example
 * const make = (seed: number) => new Sequential([new Linear({ inFeatures: 2, outFeatures: 1, seed })])
 * const [trained, network] = [make(1), make(2)]
 * loadWeights(network, saveWeights(trained))
 * @see readSafetensors
 */
export function loadWeights(network: Sequential, bytes: Uint8Array): void {
  requireNetwork(network)
  const given = readSafetensors(bytes)
  const { tensors } = network
  const names = Object.keys(tensors)
  const missing = names.filter((name) => !Object.hasOwn(given, name))
  const more = Object.keys(given).filter((name) => !Object.hasOwn(tensors, name) && !name.endsWith(IGNORED))
  if (missing.length > 0 || more.length > 0) {
    throw new RangeError(
      `bytes must have the tensors of the network, ${listed(names)}, got ${listed(Object.keys(given))}: ` +
        `${listed(missing)} missing, ${listed(more)} left over`,
    )
  }
  for (const name of names) {
    const [wanted, got] = [tensors[name].shape, given[name].shape].map(shapeText)
    if (wanted === got) continue
    throw new RangeError(
      `'${shown(name, 60)}' must have the shape ${wanted}, as in the network, got ${got}: ` +
        'make the network with the options that the file was trained with',
    )
  }
  for (const name of names) tensors[name].data.set(given[name].data)
}

function requireNetwork(network: Sequential): void {
  if (network instanceof Sequential) return
  throw new TypeError(`network must be a Sequential, got ${describe(network)}`)
}

/** Up to six names. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none'
  const some = names.slice(0, 6).map((name) => `'${shown(name, 60)}'`)
  return names.length > 6 ? `${some.join(', ')} and ${names.length - 6} more` : some.join(', ')
}
