import type { Precision, Samples } from 'tapline'
import { generate, joined, noise } from '../support/signals.js'
import type { FuzzCase, KernelSpec, Piece } from './case.js'

/** A case with its arrays, as a list of steps. */
export interface Script {
  readonly precision: Precision
  readonly blockSize: number
  readonly kernel: Taps
  readonly steps: readonly Step[]
}

export type Step =
  | { readonly kind: 'input'; readonly samples: Samples }
  | { readonly kind: 'snapshot' | 'reset' | 'flush' }
  | { readonly kind: 'swap'; readonly kernel: Taps; readonly fade: number; readonly delay: number }

export interface Taps {
  readonly taps: Samples
  readonly isPrepared: boolean
}

/** Makes the arrays. The last step is always a flush. */
export function scriptOf({ precision, blockSize, kernel, events }: FuzzCase): Script {
  let { length } = kernel
  const steps = events.map((event): Step => {
    switch (event.kind) {
      case 'input':
        return { kind: 'input', samples: signalOf(event.pieces, precision) }
      case 'swap':
        length = Math.max(1, Math.ceil((length * event.percent) / 100))
        return {
          kind: 'swap',
          fade: event.fade,
          delay: event.delay,
          kernel: kernelOf(event, length, precision),
        }
      case 'snapshot':
      case 'reset':
      case 'flush':
        return event
    }
  })
  return {
    precision,
    blockSize,
    kernel: kernelOf(kernel, kernel.length, precision),
    steps: [...steps, { kind: 'flush' }],
  }
}

function kernelOf({ sort, seed, isPrepared }: KernelSpec, length: number, precision: Precision): Taps {
  const white = noise(precision, length, seed)
  const shapes = {
    noise: () => white,
    decaying: () => white.map((tap, k) => tap * Math.exp((-5 * k) / length)),
    sparse: () => white.map((tap) => (Math.abs(tap) > 0.99 ? tap : 0)),
    zero: () => white.fill(0),
  }
  return { taps: shapes[sort](), isPrepared }
}

function signalOf(pieces: readonly Piece[], precision: Precision): Samples {
  return joined(
    precision,
    pieces.map((piece) => samplesOfSort(piece, precision)),
  )
}

function samplesOfSort({ sort, length, seed }: Piece, precision: Precision): Samples {
  switch (sort) {
    case 'noise':
      return noise(precision, length, seed)
    case 'loud':
      return noise(precision, length, seed).map((x) => 1e6 * x)
    case 'quiet':
      return noise(precision, length, seed).map((x) => 1e-6 * x)
    case 'silence':
      return generate(precision, length, () => 0)
    case 'denormal':
      return generate(precision, length, (i) => (i % 2 === 0 ? 1e-310 : 1e-40))
    case 'clicks':
      return generate(precision, length, (i) => (i % 97 === seed % 97 ? -1 : -0))
    case 'not finite':
      return noise(precision, length, seed).map((x, i) =>
        i % 211 === 5 ? NaN : i % 313 === 7 ? -Infinity : x,
      )
  }
}
