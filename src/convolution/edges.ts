import { requireOneOf } from '../require.js'
import { type Precision, type Samples, type TypedSignal, zeros } from '../samples.js'
import { type Mode, MODES } from './mode.js'

/** What lies beyond the ends of a signal: zeros, its first and last value, or its mirror image. */
export type Edges = 'zero' | 'nearest' | 'reflect'

export const EDGES: readonly Edges[] = ['zero', 'nearest', 'reflect']

/** Throws unless `edges` is one of the edges. */
export function requireEdges(edges: Edges): void {
  requireOneOf(edges, EDGES, 'edges')
}

/** Throws unless `mode` is a mode that allows these edges: 'full' and 'valid' allow only zeros. */
export function requireMode(mode: Mode, edges: Edges): void {
  requireOneOf(mode, MODES, 'mode')
  requireEdges(edges)
  if (edges === 'zero' || mode === 'same') return
  throw new RangeError(`edges must be 'zero' in mode '${mode}', got '${edges}': use mode 'same'`)
}

/**
 * The index of the sample that stands for index n of a signal of `length` samples, or −1 if the value is 0. 'nearest': a a | a
 * b c | c c. 'reflect': b a | a b c | c b, repeated. The names are those of scipy.ndimage. An image calls this 'symmetric'; its
 * 'reflect' does not repeat the edge: c b | a b c | b a.
 */
export function indexWithin(edges: Edges, n: number, length: number): number {
  if (n >= 0 && n < length) return n
  switch (edges) {
    case 'zero':
      return -1
    case 'nearest':
      return n < 0 ? 0 : length - 1
    case 'reflect': {
      const within = ((n % (2 * length)) + 2 * length) % (2 * length)
      return Math.min(within, 2 * length - 1 - within)
    }
  }
}

/** Returns a copy of a signal, extended by `before` and `after` samples at its ends. */
export function extended(
  signal: TypedSignal,
  edges: Edges,
  before: number,
  after: number,
  precision: Precision,
): Samples {
  const { length } = signal
  const copy = zeros(before + length + after, precision)
  copy.set(signal, before)
  const put = (n: number): void => {
    const at = indexWithin(edges, n, length)
    copy[before + n] = at < 0 ? 0 : signal[at]
  }
  for (let n = -before; n < 0; n++) put(n)
  for (let n = length; n < length + after; n++) put(n)
  return copy
}
