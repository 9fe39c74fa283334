import type { SharedWork } from '../../src/parallel/crew.js'
import { makeComputer } from '../../src/parallel/tiles/computers.js'

/** Computes tiles as threads would: some here, others from copies that are sent, and these are taken in reverse order. */
export function computeTiles<Place extends object>(
  work: SharedWork<Place>,
  isHere: (tile: number) => boolean,
): number {
  const here = work.here?.()
  const away = makeComputer(work.kind, structuredClone(work.shared))
  const arrived: (() => void)[] = []
  let count = 0
  for (let next = work.places.next(); next.done !== true; next = work.places.next()) {
    if (here !== undefined && isHere(count++)) here.compute(next.value)
    else {
      const { tile, moved, take } = work.send(next.value)
      const result = away.compute(structuredClone(tile, { transfer: moved as ArrayBuffer[] }) as never)
      arrived.unshift(() => take(result as never))
    }
  }
  for (const take of arrived) take()
  here?.dispose()
  away.dispose()
  return count
}
