import { FINEST, finestStep, type Step } from '../../filter/step.js'

/** Where an output lies: phase/up after input sample `index`, in whole numbers, so that nothing is ever rounded. */
export interface Position {
  readonly index: number
  readonly phase: number
}

/** The greatest number of steps that `advance` takes at once. */
export const MOST_STEPS = 2 ** 26

const HALF = 2 ** 26

/** The position `count` steps later. */
export function advance({ index, phase }: Position, { whole, part, up }: Step, count: number): Position {
  if (up < FINEST) {
    const sum = phase + count * part
    return { index: index + count * whole + Math.floor(sum / up), phase: sum % up }
  }
  // In two digits of 26 bits, because the product has more bits than a number holds.
  const low = (phase % HALF) + count * (part % HALF)
  const high = Math.floor(phase / HALF) + count * Math.floor(part / HALF) + Math.floor(low / HALF)
  return {
    index: index + count * whole + Math.floor(high / HALF),
    phase: (high % HALF) * HALF + (low % HALF),
  }
}

/** The number of outputs, at most `most`, that lie before input sample `limit`, if the first is at `position`. */
export function countBefore(position: Position, step: Step, limit: number, most: number): number {
  if (position.index >= limit) return 0
  const { whole, part, up } = step
  const distance = limit - position.index - position.phase / up
  // Close enough for at most two iterations.
  let count = Math.min(Math.ceil(distance / (whole + part / up)), most)
  while (count > 0 && advance(position, step, count - 1).index >= limit) count--
  while (count < most && advance(position, step, count).index < limit) count++
  return count
}

/** Output number m, also a negative one, if output 0 lies at sample 0. */
export function positionAt(m: number, { whole, part, up }: Step): Position {
  const [places, many] = [BigInt(m) * BigInt(part), BigInt(up)]
  const phase = ((places % many) + many) % many
  return { index: m * whole + Number((places - phase) / many), phase: Number(phase) }
}

/** The same position with the finest places. */
export function refined({ index, phase }: Position, { up }: Step): Position {
  if (up === FINEST) return { index, phase }
  const { whole, part } = finestStep(phase / up)
  return { index: index + whole, phase: part }
}
