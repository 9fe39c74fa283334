import type { OperatorFunction } from 'rxjs'
import { StreamingNetwork } from '../layers/network/streaming-network.js'
import type { Sequential } from '../layers/network/sequential.js'
import type { Samples, SignalLike } from '../samples.js'
import { through } from './through.js'

/**
 * Runs a network over a stream of chunks, each an array of channels, and emits those of its outputs: `StreamingNetwork` as an
 * operator. The parameters are copied at each subscription.
 *
 * @param network A network of layers that can run in a stream.
 * @throws TypeError, RangeError as `StreamingNetwork`: at once for the network, in the stream for invalid chunks.
 * @example
 * const network = new Sequential([new Conv1d({ inChannels: 1, outChannels: 1, kernelSize: 2, weights: [1, 1] })])
 * from([[[1, 2]], [[3]]]).pipe(infer(network)) // [Float32Array [3]], [Float32Array [5]]
 */
export function infer(network: Sequential): OperatorFunction<readonly SignalLike[], Samples[]> {
  new StreamingNetwork(network).dispose()
  return through(() => new StreamingNetwork(network))
}
