import type { Suite } from '../harness/bench.js'
import { runModule } from '../harness/child.js'
import { WASM_MEMORY } from '../harness/wasm-memory.js'

const STREAM_COUNT = 10_000
const TAP_COUNT = 512
const DROPPED = 1_000_000

interface Findings {
  /**
   * For each chunk length: the seconds per chunk of a single stream, and of one of many in turn, as medians, and the median ratio.
   */
  readonly costs: readonly {
    readonly length: number
    readonly single: number
    readonly many: number
    readonly ratio: number
  }[]
  /** The bytes per stream: on the JavaScript heap, in blocks of WebAssembly memory, and by the growth of the process. */
  readonly counted: number
  readonly resident: number
  /** The growth of both and of the process, in bytes, while the last nine tenths of the streams were made and dropped. */
  readonly growth: number
  readonly residentGrowth: number
}

const PROGRAM = `
  import { setTimeout } from 'node:timers/promises'

  ${WASM_MEMORY}
  const { Convolver, PreparedKernel } = await import('tapline')

  const chunks = [128, 1024].map((length) => Float32Array.from({ length }, (_, i) => Math.sin(i * i)))
  const outs = chunks.map((chunk) => chunk.slice())
  const kernel = new PreparedKernel(Float32Array.from({ length: ${TAP_COUNT} }, (_, i) => Math.cos(i * i) / (i + 1)))
  const single = new Convolver(kernel)
  for (let i = 0; i < 20_000; i++) single.process(chunks[0], outs[0])

  async function usage() {
    for (let i = 0; i < 3; i++) {
      gc()
      await setTimeout(20)
    }
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
    // For each block of WebAssembly memory the package holds as many bytes in array buffers, which are never touched.
    return { counted: heapUsed + arrayBuffers, wasm: memory.buffer.byteLength, rss }
  }
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]

  const before = await usage()
  const streams = Array.from({ length: ${STREAM_COUNT} }, () => new Convolver(kernel))
  const feed = (k) => {
    for (const stream of streams) stream.process(chunks[k], outs[k])
  }
  // Until all of the memory has been written to.
  for (let i = 0; i < 8; i++) feed(0)
  const after = await usage()

  const costs = chunks.map((chunk, k) => {
    const rounds = Array.from({ length: 15 }, () => {
      const begin = performance.now()
      for (let i = 0; i < ${STREAM_COUNT}; i++) single.process(chunk, outs[k])
      const middle = performance.now()
      feed(k)
      const end = performance.now()
      return [(middle - begin) / ${1e3 * STREAM_COUNT}, (end - middle) / ${1e3 * STREAM_COUNT}]
    })
    return {
      length: chunk.length,
      single: median(rounds.map(([one]) => one)),
      many: median(rounds.map(([, many]) => many)),
      ratio: median(rounds.map(([one, many]) => many / one)),
    }
  })
  for (const stream of streams.splice(0)) stream.dispose()

  async function makeAndDrop(count) {
    for (let i = 0; i < count; i++) {
      new Convolver(kernel).process(chunks[0], outs[0])
      // Finalizers run between tasks.
      if (i % 1000 === 0) await setTimeout(0)
    }
  }
  await makeAndDrop(${DROPPED / 10})
  const early = await usage()
  await makeAndDrop(${(DROPPED * 9) / 10})
  const late = await usage()
  console.log(JSON.stringify({
    costs,
    counted: (after.counted - before.counted) / ${STREAM_COUNT},
    resident: (after.rss - before.rss) / ${STREAM_COUNT},
    growth: late.counted - early.counted + late.wasm - early.wasm,
    residentGrowth: late.rss - early.rss,
  }))
`

export const many: Suite = {
  name: 'many',
  about: `${STREAM_COUNT} streams with one kernel of ${TAP_COUNT} taps, round robin, float32`,
  run(bench) {
    const { costs, counted, resident, growth, residentGrowth } = runModule(PROGRAM, [
      '--expose-gc',
    ]) as Findings
    for (const { length, single, many, ratio } of costs) {
      bench.figure({
        name: `cost a sample over that of a single stream, chunks of ${length}`,
        value: ratio,
        unit: 'times',
        atMost: 1.5,
        note: `${((many * 1e9) / length).toFixed(1)} ns, alone ${((single * 1e9) / length).toFixed(1)} ns`,
      })
    }
    bench.figure({
      name: 'memory a stream',
      value: counted / 1024,
      unit: 'KB',
      atMost: 12,
      note: `the process grows by ${(resident / 1024).toFixed(1)} KB`,
    })
    bench.figure({
      name: `live memory more after the last nine tenths of ${DROPPED} streams that are made and dropped`,
      value: growth / 2 ** 20,
      unit: 'MB',
      atMost: 1,
      note: `the process grows by ${(residentGrowth / 2 ** 20).toFixed(0)} MB`,
    })
    return Promise.resolve()
  },
}
