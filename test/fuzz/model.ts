import { convolve, type Precision, type Samples } from 'tapline'
import { joined } from '../support/signals.js'
import type { Script } from './script.js'

/** The expected results of one stretch of a stream, from its start to a flush or a reset. */
export interface Expectation {
  /** The outputs, as `convolve` computes them from the whole stretch, with the kernels mixed where they fade. */
  readonly values: Float64Array
  /** The allowed error of each. Infinity if the past that a longer kernel needs was not kept. */
  readonly errors: Float64Array
}

/** A kernel in use. */
interface Layer {
  readonly taps: Samples
  /** The output at which it takes over, and the fade length. */
  readonly from: number
  readonly fade: number
  /** The first input that it is guaranteed to know. */
  readonly knownFrom: number
}

const EPSILON: Record<Precision, number> = { float32: 2 ** -23, float64: 2 ** -52 }
/** Smaller inputs are subnormal, and count as zero. */
const LEAST_INPUT: Record<Precision, number> = { float32: 2 ** -126, float64: 2 ** -1022 }
/** Products of small numbers may be rounded to zero: the greatest loss of all taps together. */
const UNDERFLOW: Record<Precision, number> = { float32: 1e-38, float64: 1e-300 }
/** The c of the tolerance c·ε·log₂(N)·‖x‖₂·‖h‖₂, as in the tests. */
const FACTOR = 4

/** The expected results of a convolver for a script, stretch by stretch. */
export function expectationsOf(script: Script): Expectation[] {
  const { precision } = script
  const stretches: Expectation[] = []
  let kernels = new Kernels(script.kernel.taps)
  let inputs: Samples[] = []
  let written = 0
  for (const step of script.steps) {
    switch (step.kind) {
      case 'input':
        inputs.push(step.samples)
        written += step.samples.length
        kernels.moveTo(written)
        break
      case 'swap':
        kernels.swap({ ...step, taps: step.kernel.taps }, written)
        break
      case 'snapshot':
        break
      case 'flush':
      case 'reset':
        kernels.moveTo(Infinity)
        stretches.push(expectation(joined(precision, inputs), kernels.layers, precision))
        kernels = new Kernels(kernels.last)
        inputs = []
        written = 0
    }
  }
  return stretches
}

interface Swap {
  readonly taps: Samples
  readonly fade: number
  readonly delay: number
}

/** The kernels that have been in use, and their starts. */
class Kernels {
  readonly layers: Layer[]
  /** The scheduled kernel, its takeover, and the one that follows it. */
  #coming: { readonly swap: Swap; readonly from: number } | undefined
  #next: Swap | undefined

  constructor(taps: Samples) {
    this.layers = [{ taps, from: 0, fade: 0, knownFrom: 0 }]
  }

  /** The last taps. */
  get last(): Samples {
    return (this.#next ?? this.#coming?.swap ?? this.layers[this.layers.length - 1]).taps
  }

  swap(swap: Swap, written: number): void {
    if (swap.delay === 0) {
      this.#coming = undefined
      this.#next = undefined
    }
    if (this.#coming === undefined) this.#begin(swap, written)
    else this.#next = swap
    this.moveTo(written)
  }

  /** Lets kernels take over that are due after this many samples. */
  moveTo(written: number): void {
    while (this.#coming !== undefined && this.#coming.from <= written) {
      const { swap, from } = this.#coming
      const last = this.layers[this.layers.length - 1]
      const kept = Math.min(last.taps.length, swap.taps.length) - 1
      this.layers.push({ ...swap, from, knownFrom: Math.max(last.knownFrom, from - kept, 0) })
      this.#coming = undefined
      const next = this.#next
      this.#next = undefined
      if (next !== undefined) this.#begin(next, from)
    }
  }

  #begin(swap: Swap, at: number): void {
    const { from, fade } = this.layers[this.layers.length - 1]
    this.#coming = { swap, from: swap.delay === 0 ? at : Math.max(at + swap.delay, from + fade) }
  }
}

/** More values than can be requested: as many as the longest kernel gives. */
function expectation(input: Samples, layers: readonly Layer[], precision: Precision): Expectation {
  const clean = Float64Array.from(input, (x) => (Math.abs(x) < LEAST_INPUT[precision] ? 0 : x))
  const length = clean.length + Math.max(...layers.map(({ taps }) => taps.length)) - 1
  const lastSounding = lastSoundingOf(clean, length)
  const values = new Float64Array(length)
  const errors = new Float64Array(length)
  layers.forEach((layer, index) => {
    const own = convolve(clean, Float64Array.from(layer.taps))
    const error = tolerance(precision, clean, layer.taps)
    const start = index === 0 ? 0 : layer.from
    for (let i = start; i < length; i++) {
      const first = i - layer.taps.length + 1
      // `convolve` leaves the rounding noise of its transforms where a stream is silent.
      const isZero = lastSounding[i] < first
      const value = isZero ? 0 : own[i]
      const ownError = first < layer.knownFrom && layer.knownFrom > 0 ? Infinity : isZero ? 0 : error
      const weight = index === 0 ? 1 : weightOf(i - layer.from, layer.fade)
      values[i] = weight === 1 ? value : values[i] + weight * (value - values[i])
      errors[i] = weight === 1 ? ownError : mixedError(errors[i], ownError)
    }
  })
  return { values, errors }
}

function mixedError(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : 2 * Math.max(a, b)
}

/** The weight of the new kernel in output `i` of a fade. */
function weightOf(i: number, fade: number): number {
  return i >= fade ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * (i + 1)) / (fade + 1))
}

/** For each output, the last non-zero input up to it; −Infinity if there is none. */
function lastSoundingOf(input: Float64Array, length: number): Float64Array {
  const last = new Float64Array(length)
  let index = -Infinity
  for (let i = 0; i < length; i++) {
    if (i < input.length && input[i] !== 0) index = i
    last[i] = index
  }
  return last
}

function tolerance(precision: Precision, x: Float64Array, h: Samples): number {
  const size = Math.log2(Math.max(x.length + h.length, 2))
  return FACTOR * EPSILON[precision] * size * norm(x) * norm(h) + UNDERFLOW[precision] * x.length
}

/** ‖x‖₂ of the finite values. */
function norm(x: Samples): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) if (Number.isFinite(x[i])) sum += x[i] ** 2
  return Math.sqrt(sum)
}
