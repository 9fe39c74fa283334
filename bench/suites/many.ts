import type { Suite } from '../harness/bench.js'
import { runModule } from '../harness/child.js'

const STREAM_COUNT = 10_000
const TAP_COUNT = 512
const DROPPED = 1_000_000

interface Findings {
  /** Seconds a chunk: of a single stream, and of one of many, round robin; medians of pairs, and the median of the ratios. */
  readonly single: number
  readonly many: number
  readonly ratio: number
  /** Bytes a stream, by which the process grew. */
  readonly bytes: number
  /** Bytes by which the process grew while the last nine tenths of the streams were made and dropped. */
  readonly growth: number
}

const PROGRAM = `
  import { setTimeout } from 'node:timers/promises'
  import { Convolver, PreparedKernel } from 'tapline'

  const chunk = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i * i))
  const out = new Float32Array(128)
  const kernel = new PreparedKernel(Float32Array.from({ length: ${TAP_COUNT} }, (_, i) => Math.cos(i * i) / (i + 1)))
  const single = new Convolver(kernel)
  for (let i = 0; i < 20_000; i++) single.process(chunk, out)

  async function memory() {
    for (let i = 0; i < 3; i++) {
      gc()
      await setTimeout(20)
    }
    return process.memoryUsage().rss
  }
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]

  const before = await memory()
  const streams = Array.from({ length: ${STREAM_COUNT} }, () => new Convolver(kernel))
  const feed = () => {
    for (const stream of streams) stream.process(chunk, out)
  }
  // Until all of the memory has been written to.
  for (let i = 0; i < 8; i++) feed()
  const bytes = ((await memory()) - before) / ${STREAM_COUNT}

  const rounds = Array.from({ length: 15 }, () => {
    const begin = performance.now()
    for (let i = 0; i < ${STREAM_COUNT}; i++) single.process(chunk, out)
    const middle = performance.now()
    feed()
    const end = performance.now()
    return [(middle - begin) / ${1e3 * STREAM_COUNT}, (end - middle) / ${1e3 * STREAM_COUNT}]
  })
  const ratio = median(rounds.map(([one, many]) => many / one))
  for (const stream of streams) stream.dispose()

  async function makeAndDrop(count) {
    for (let i = 0; i < count; i++) {
      new Convolver(kernel).process(chunk, out)
      // Finalizers run between tasks.
      if (i % 1000 === 0) await setTimeout(0)
    }
  }
  await makeAndDrop(${DROPPED / 10})
  const early = await memory()
  await makeAndDrop(${(DROPPED * 9) / 10})
  const growth = (await memory()) - early
  console.log(JSON.stringify({
    single: median(rounds.map(([one]) => one)),
    many: median(rounds.map(([, many]) => many)),
    ratio,
    bytes,
    growth,
  }))
`

export const many: Suite = {
  name: 'many',
  about: `${STREAM_COUNT} streams with one kernel of ${TAP_COUNT} taps, chunks of 128, round robin, float32`,
  run(bench) {
    const { single, many, ratio, bytes, growth } = runModule(PROGRAM, ['--expose-gc']) as Findings
    bench.figure({
      name: 'cost a sample over that of a single stream',
      value: ratio,
      unit: 'times',
      atMost: 1.5,
      note: `${((many * 1e9) / 128).toFixed(1)} ns, alone ${((single * 1e9) / 128).toFixed(1)} ns`,
    })
    bench.figure({
      name: 'memory a stream, by the growth of the process',
      value: bytes / 1024,
      unit: 'KB',
      atMost: 12,
    })
    bench.figure({
      name: `growth of the process while the last nine tenths of ${DROPPED} streams are made and dropped`,
      value: growth / 2 ** 20,
      unit: 'MB',
      atMost: 4,
    })
    return Promise.resolve()
  },
}
