import { convolve, type Precision, type Samples } from 'tapline'
import { extentOf } from '../src/convolution/mode.js'
import { zeros } from '../src/samples.js'
import { overlapAddConvolution } from '../src/convolution/overlap-add.js'
import { Source } from '../src/convolution/source.js'
import { transformPlan } from '../src/transform/block-transform.js'
import { fir, PADDING } from '../src/wasm/fir.js'
import { Block } from '../src/wasm/heap.js'
import { LevelTable, tablePlaces } from '../src/wasm/level-table.js'
import { scheduleOf } from '../src/stream/convolver/schedule-of.js'
import type { Bench, Suite } from './harness/bench.js'
import { noise } from './harness/data.js'
import { digits } from './harness/format.js'
import { estimate, fit, type Point } from './harness/least-squares.js'
import { sink } from './harness/measure.js'
import { median } from './harness/statistics.js'

/** A task, and the terms of its time in nanoseconds. */
interface Task {
  readonly name: string
  readonly parts: readonly number[]
  readonly run: () => void
}

/** How long each measurement repeats its work. */
const LEAST_MILLISECONDS = 2

/**
 * Measures the constants of the cost models in src/convolution/choose-method.ts and src/stream/partition.ts. It imports the
 * sources, not the built package, because these parts are not public.
 */
export const costs: Suite = {
  name: 'costs',
  about: 'a tool: measures the constants of the cost models and prints them ready to paste',
  run(bench) {
    const groups = (['float32', 'float64'] as const).map((precision) => ({
      precision,
      direct: group(`${precision}, whole arrays, direct`, directTasks(precision)),
      overlapAdd: group(`${precision}, whole arrays, overlap-add`, overlapAddTasks(precision)),
      head: group(`${precision}, streams, head`, headTasks(precision)),
      levels: group(`${precision}, streams, levels`, levelTasks(precision)),
    }))
    measureInTurn(
      groups.flatMap(({ direct, overlapAdd, head, levels }) => [direct, overlapAdd, head, levels]),
      bench.effort.rounds,
    )
    const wholeArrays: string[] = []
    const streams: string[] = []
    for (const { precision, ...of } of groups) {
      const [direct, overlapAdd, head, levels] = [of.direct, of.overlapAdd, of.head, of.levels].map((one) =>
        pointsOf(bench, one),
      )
      wholeArrays.push(entry(precision, DIRECT, fit(direct), OVERLAP_ADD, fit(overlapAdd)))
      streams.push(entry(precision, ['tap'], fit(head), LEVEL, fit(levels)))
    }
    print(bench, 'for src/convolution/choose-method.ts', wholeArrays)
    print(bench, 'for src/stream/partition.ts', streams)
    return Promise.resolve()
  },
}

/** The names of the constants, in the order of the parts of the tasks. */
const DIRECT = ['call', 'multiplyAdd', 'sample']
const OVERLAP_ADD = ['transform', 'block']
const LEVEL = ['segment', 'transform', 'transformLevel', 'block']

/** call + multiplyAdd·K·M + sample·M for M outputs */
function directTasks(precision: Precision): Task[] {
  const tasks: Task[] = []
  for (const length of [64, 1024, 16384, 262144]) {
    for (const taps of [4, 16, 48, 128]) {
      const signal = samples(length, precision)
      const kernel = samples(taps, precision)
      const outputs = length + taps - 1
      const run = (): void => void (sink.last = convolve(signal, kernel, { method: 'direct' }))
      tasks.push({ name: `${length} x ${taps}`, parts: [1, Math.min(length, taps) * outputs, outputs], run })
    }
  }
  return tasks
}

/** block·blocks + (blocks + ½)·N·transform·log₂ N */
function overlapAddTasks(precision: Precision): Task[] {
  return powersOfTwo(64, 2 ** 19).map((size) => {
    const taps = size / 2
    const blocks = Math.max(2, Math.min(64, 2 ** 18 / size))
    const length = blocks * (2 * size - taps + 1) - taps + 1
    const signal = new Source(samples(length, precision), precision)
    const kernel = new Source(samples(taps, precision), precision)
    const extent = extentOf('full', length, taps)
    const run = (): void => {
      // A new array, as the direct form makes one.
      const out = zeros(extent.length, precision)
      overlapAddConvolution(signal, kernel, extent, out, size)
    }
    const points = (blocks + 0.5) * size
    return { name: `N = ${size}`, parts: [points * Math.log2(size), blocks], run }
  })
}

/** The first taps of a chunk of 128 samples: 128·(tap·taps + what all partitions share) */
function headTasks(precision: Precision): Task[] {
  const count = 128
  const source = new Block(1024 + PADDING, precision)
  const target = new Block(count + PADDING, precision)
  source.samples.set(samples(1024, precision))
  const initial = new Block(count + PADDING, precision)
  return [16, 32, 64, 96, 128, 192, 256].map((length) => {
    const taps = new Block(length, precision)
    taps.samples.set(samples(length, precision))
    const run = (): void => fir(target, 0, initial, 0, source, 512, taps, 0, length, count)
    return { name: `${length} taps`, parts: [count * length, count], run }
  })
}

/** Two blocks of B at a level of a stream, each B·(segment·count + transform + transformLevel·log₂ B) + block */
function levelTasks(precision: Precision): Task[] {
  const tasks: Task[] = []
  for (const blockLength of powersOfTwo(32, 2 ** 15)) {
    for (const count of [1, 2, 4, 7, 14]) {
      if (blockLength * count > 2 ** 18) continue
      const parts = [blockLength * count, blockLength, blockLength * Math.log2(blockLength), 1].map(
        (one) => 2 * one,
      )
      tasks.push({ name: `${blockLength}x${count}`, parts, run: levelTask(blockLength, count, precision) })
    }
  }
  return tasks
}

function levelTask(size: number, count: number, precision: Precision): () => void {
  const kernel = new Block(2 * size * count, precision)
  kernel.samples.set(samples(kernel.length, precision))
  const level = { start: size, blockLength: size, count }
  const tasks = scheduleOf(level, 0, [[{ input: 0, kernel: { spectra: [kernel] } }]], [0])
  const places = tablePlaces(1, [tasks.flat().length])
  const inputAt = places.end
  const tailAt = inputAt + size
  const rings = tailAt + 2 * size
  const sums = rings + 2 * size * count
  const memory = new Block(sums + 4 * size, precision)
  memory.samples.set(samples(size, precision), inputAt)
  const isSpread = false
  const levels = [{ size, start: size, count, rings, sums, isSpread, tasks }]
  const table = new LevelTable(memory, { inputs: [0], outputs: [0], levels, places }, [
    transformPlan(size, precision),
  ])
  table.begin(0)
  let block = 0
  return () => {
    // Every block is the same, and the work of two neighbours is not.
    for (const end = block + 2; block < end; block++) {
      table.moveTo(inputAt - block * size, tailAt - size - block * size)
      table.setLastSounding(0, (block + 1) * size, (block + 1) * size)
      table.advance(block * size, size)
    }
  }
}

/** Tasks that share their constants, and the times of each, in nanoseconds. */
interface Group {
  readonly title: string
  readonly tasks: readonly Task[]
  readonly times: readonly number[][]
}

function group(title: string, tasks: readonly Task[]): Group {
  return { title, tasks, times: tasks.map(() => []) }
}

/** Measures all tasks once per round, so that a busy spell of the machine affects all constants equally. */
function measureInTurn(groups: readonly Group[], rounds: number): void {
  for (let round = -1; round < rounds; round++) {
    for (const { tasks, times } of groups) {
      for (const [i, task] of tasks.entries()) {
        const time = nanoseconds(task.run)
        // The first round is to warm up.
        if (round >= 0) times[i].push(time)
      }
    }
  }
}

/** Computes the medians, and shows how well the constants explain them. */
function pointsOf(bench: Bench, { title, tasks, times }: Group): Point[] {
  const points = tasks.map(({ parts }, i) => ({ parts, time: median(times[i]) }))
  const constants = fit(points)
  bench.say(`\n  ${title}: measured, and what the constants say`)
  for (const [i, { name }] of tasks.entries()) {
    const difference = 100 * (estimate(constants, points[i]) / points[i].time - 1)
    bench.say(
      `    ${name.padEnd(14)} ${digits(points[i].time).padStart(12)} ns ${difference.toFixed(0).padStart(4)} %`,
    )
  }
  return points
}

function nanoseconds(run: () => void): number {
  let count = 0
  const begin = performance.now()
  let elapsed: number
  do {
    run()
    count++
    elapsed = performance.now() - begin
  } while (elapsed < LEAST_MILLISECONDS)
  return (elapsed * 1e6) / count
}

/** A line for the source: two lists of names, each with at least as many constants. */
function entry(
  precision: Precision,
  names: readonly string[],
  constants: readonly number[],
  moreNames: readonly string[],
  moreConstants: readonly number[],
): string {
  const first = names.map((name, i) => `${name}: ${Number(constants[i].toPrecision(2))}`)
  const second = moreNames.map((name, i) => `${name}: ${Number(moreConstants[i].toPrecision(2))}`)
  return `    ${precision}: { ${[...first, ...second].join(', ')} },`
}

function print(bench: Bench, title: string, lines: readonly string[]): void {
  bench.say(`\n  ${title}:`)
  for (const line of lines) bench.say(line)
}

function samples(length: number, precision: Precision): Samples {
  const values = noise(length, length)
  return precision === 'float32' ? values : Float64Array.from(values)
}

function powersOfTwo(least: number, greatest: number): number[] {
  return Array.from({ length: Math.log2(greatest / least) + 1 }, (_, i) => least * 2 ** i)
}
