import { chooseMethod, convolve, type ConcreteMethod, type Precision, type Samples } from 'tapline'
import type { Bench, Suite } from '../harness/bench.js'
import { noise } from '../harness/data.js'
import { sink } from '../harness/measure.js'
import { quantile } from '../harness/statistics.js'

const SHAPES = 200
const LONGEST_SIGNAL = 2 ** 18
const LONGEST_KERNEL = 2 ** 14
/** Methods that are estimated to take longer than this, in times of the best estimate, are not measured. */
const HOPELESS = 8
/** Shorter work is repeated within a measurement. */
const LEAST_MILLISECONDS = 0.5

interface Shape {
  readonly signal: Samples
  readonly kernel: Samples
  readonly chosen: ConcreteMethod
  readonly methods: readonly ConcreteMethod[]
}

/** How much longer `convolve` takes than with the best method, for shapes all over the plane of lengths. */
export const regret: Suite = {
  name: 'regret',
  about: 'how much longer the chosen method takes than the best one',
  run(bench) {
    for (const precision of ['float32', 'float64'] as const) {
      const shapes = shapesOf(precision)
      const regrets = shapes.map((shape) => ({ shape, value: regretOf(shape, bench.effort.rounds) }))
      regrets.sort((a, b) => a.value - b.value)
      report(bench, precision, regrets)
    }
    return Promise.resolve()
  },
}

function report(
  bench: Bench,
  precision: Precision,
  regrets: readonly { readonly shape: Shape; readonly value: number }[],
): void {
  const values = regrets.map(({ value }) => value)
  const worst = regrets[regrets.length - 1]
  const { signal, kernel, chosen } = worst.shape
  const name = `${precision}: time of the chosen method over that of the best one`
  bench.figure({
    name: `${name}, median of ${SHAPES / 2} shapes`,
    value: quantile(values, 0.5),
    unit: 'times',
    atMost: 1,
  })
  bench.figure({ name: `${name}, 95 % of the shapes`, value: quantile(values, 0.95), unit: 'times' })
  bench.figure({
    name: `${name}, worst`,
    value: worst.value,
    unit: 'times',
    atMost: 1.25,
    note: `${chosen} for ${signal.length} x ${kernel.length}`,
  })
}

/** Lengths spread evenly over their logarithms: a lattice of the golden ratio, so that all machines measure the same ones. */
function shapesOf(precision: Precision): Shape[] {
  return Array.from({ length: SHAPES / 2 }, (_, i) => {
    const signalLength = Math.round(64 * (LONGEST_SIGNAL / 64) ** ((i + 0.5) / (SHAPES / 2)))
    const greatest = Math.min(signalLength, LONGEST_KERNEL)
    const kernelLength = Math.round(2 * (greatest / 2) ** ((i * 0.6180339887498949) % 1))
    const { method, costs } = chooseMethod(signalLength, kernelLength, { precision })
    const methods = (['direct', 'fft', 'overlap-add'] as const).filter(
      (one) => costs[one] < HOPELESS * costs[method],
    )
    return {
      signal: samplesOf(signalLength, precision),
      kernel: samplesOf(kernelLength, precision),
      chosen: method,
      methods,
    }
  })
}

function samplesOf(length: number, precision: Precision): Samples {
  const samples = noise(length, length)
  return precision === 'float32' ? samples : Float64Array.from(samples)
}

/** The least time of each method counts: others can only make it longer. */
function regretOf({ signal, kernel, chosen, methods }: Shape, rounds: number): number {
  const times = methods.map((method) => ({
    method,
    least: Infinity,
    run: () => convolve(signal, kernel, { method }),
  }))
  const repeats = times.map(({ run }) => repeatsOf(run))
  for (let round = 0; round < 2 * rounds; round++) {
    for (const [i, time] of times.entries())
      time.least = Math.min(time.least, millisecondsOf(time.run, repeats[i]) / repeats[i])
  }
  const best = Math.min(...times.map(({ least }) => least))
  return (times.find(({ method }) => method === chosen)?.least ?? Infinity) / best
}

function repeatsOf(run: () => Samples): number {
  millisecondsOf(run, 3)
  return Math.max(1, Math.ceil(LEAST_MILLISECONDS / millisecondsOf(run, 1)))
}

function millisecondsOf(run: () => Samples, repeats: number): number {
  const begin = performance.now()
  for (let i = 0; i < repeats; i++) sink.last = run()
  return performance.now() - begin
}
