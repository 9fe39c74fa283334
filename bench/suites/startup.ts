import { baseline } from '../../src/wasm/generated/baseline.js'
import { relaxed } from '../../src/wasm/generated/relaxed.js'
import type { Suite } from '../harness/bench.js'
import { runModule } from '../harness/child.js'
import { formatSeconds } from '../harness/format.js'
import { spreadOf } from '../harness/statistics.js'

const PROCESSES = 15

/** What a user's program does first, timed in a fresh process: compiled, tested and computed, nothing subtracted. */
const PROGRAM = `
  const signal = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * i))
  const kernel = Float32Array.from({ length: 100 }, (_, i) => Math.cos(i))
  const begin = performance.now()
  const { convolve } = await import('tapline')
  const result = convolve(signal, kernel)
  const milliseconds = performance.now() - begin
  if (result.length !== 1099) throw new Error('wrong length')
  console.log(JSON.stringify(milliseconds))
`

export const startup: Suite = {
  name: 'startup',
  about: 'import and the first result in a fresh process, and what is to be loaded',
  run(bench) {
    const processes = Math.min(PROCESSES, 5 * bench.effort.rounds)
    const times = Array.from({ length: processes }, () => Number(runModule(PROGRAM)))
    const { median, low, high } = spreadOf(times)
    bench.figure({
      name: 'import and first convolution of 1,000 x 100',
      value: median,
      unit: 'ms',
      atMost: 25,
      note: `${formatSeconds(low / 1e3)} – ${formatSeconds(high / 1e3)}, ${processes} processes`,
    })
    const sizes = [baseline, relaxed].map((base64) => Buffer.from(base64, 'base64').length)
    bench.figure({
      name: 'WebAssembly, both binaries, before base64',
      value: sizes[0] + sizes[1],
      unit: 'bytes',
      atMost: 80_000,
      note: `baseline ${sizes[0]}, relaxed ${sizes[1]}`,
    })
    return Promise.resolve()
  },
}
