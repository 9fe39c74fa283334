import type { SnapshotReader } from '../snapshot/snapshot-reader.js'
import type { SnapshotWriter } from '../snapshot/snapshot-writer.js'
import { fingerprintOf } from '../snapshot/settings.js'
import { PreparedKernel } from './prepared-kernel.js'
import { type Route, Routing } from './routing.js'

/** More taps than any memory can hold. */
const MOST_TAPS = 2 ** 32

/** Distinguishes routings of one shape, as a setting of a snapshot. */
export function fingerprintOfRouting({ routes, kernel: { length } }: Routing): string {
  const numbers = routes.flatMap(({ input, output, length, kernel }) => [
    input,
    output,
    length,
    kernel.fingerprint,
  ])
  return fingerprintOf(Float64Array.of(length, ...numbers))
}

/** Writes kernels and their routes, for streams that hold other kernels than the one that they are restored with. */
export function saveRouting(writer: SnapshotWriter, { routes, kernels, kernel }: Routing): void {
  writer.number(kernel.length)
  writer.number(kernels.length)
  for (const one of kernels) one.save(writer)
  writer.number(routes.length)
  for (const { input, output, length, kernel: own } of routes) {
    for (const number of [input, output, length, kernels.indexOf(own)]) writer.number(number)
  }
}

/** Reads what `saveRouting` wrote, for streams with the shape, precision and block size of `like`. Its kernels are new. */
export function loadRouting(reader: SnapshotReader, like: Routing): Routing {
  const { inputCount, outputCount } = like
  const { precision, blockSize } = like.kernel
  const length = reader.count(1, MOST_TAPS)
  const kernels: PreparedKernel[] = []
  for (let left = reader.count(1, inputCount * outputCount); left > 0; left--) {
    kernels.push(PreparedKernel.load(reader, { length, precision, blockSize }))
  }
  const routes: Route[] = []
  for (let left = reader.count(kernels.length, inputCount * outputCount); left > 0; left--) {
    const [input, output] = [reader.count(0, inputCount - 1), reader.count(0, outputCount - 1)]
    const ownLength = reader.count(1, length)
    routes.push({ input, output, length: ownLength, kernel: kernels[reader.count(0, kernels.length - 1)] })
  }
  return new Routing(inputCount, outputCount, routes)
}
