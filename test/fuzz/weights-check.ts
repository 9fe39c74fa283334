import { readSafetensors, type Tensor, writeSafetensors } from 'tapline/layers'
import { damaged } from './damage.js'
import { processorTime } from './processor-time.js'
import { require } from './require.js'
import type { WeightsCase } from './weights-case.js'

/** A case that takes longer is assumed to hang. */
const mostMilliseconds = 2000

/**
 * Reads a damaged file of weights.
 *
 * @throws Error unless it is refused with a RangeError, or each tensor has the numbers of its shape; and all of them are there if
 *   nothing is damaged.
 */
export function checkWeights({ weights, damages }: WeightsCase): void {
  const tensors = weights.map(tensorOf)
  const given = Object.fromEntries(tensors.map((tensor, i) => [String(i), tensor]))
  const bytes = damages.reduce<Uint8Array>(damaged, writeSafetensors(given))
  const begin = processorTime()
  let read: Readonly<Record<string, Tensor>>
  try {
    read = readSafetensors(bytes)
  } catch (error) {
    require(damages.length > 0, `a good file fails: ${String(error)}`)
    require(error instanceof RangeError, `the error is ${String(error)}`)
    require((error as Error).message.length < 600, `the message is long: ${(error as Error).message}`)
    return
  } finally {
    require(processorTime() - begin < mostMilliseconds, `it took ${processorTime() - begin} ms`)
  }
  for (const [name, { data, shape }] of Object.entries(read)) {
    const length = shape.reduce((product, size) => product * size, 1)
    require(data.length === length, `${name} has ${data.length} numbers, and ${length} by its shape`)
  }
  if (damages.length > 0) return
  for (const [i, { data }] of tensors.entries()) {
    const same = data.every((value, at) => Object.is(value, read[i].data[at]))
    require(same && read[i].data.length === data.length, `tensor ${i} differs`)
  }
}

function tensorOf({ shape, isSingle }: WeightsCase['weights'][number], seed: number) {
  const length = shape.reduce((product, size) => product * size, 1)
  const values = Float64Array.from({ length }, (_, i) => Math.fround(Math.sin(seed + 1.7 * i)))
  return { data: isSingle ? Float32Array.from(values) : values, shape }
}
