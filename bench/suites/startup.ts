import { core } from '../../src/wasm/generated/core.js'
import { image } from '../../src/wasm/generated/image.js'
import { pattern } from '../../src/wasm/generated/pattern.js'
import { pcm } from '../../src/wasm/generated/pcm.js'
import type { Suite } from '../harness/bench.js'
import { runModule } from '../harness/child.js'
import { formatSeconds } from '../harness/format.js'
import { spreadOf } from '../harness/statistics.js'

const PROCESSES = 15

/** The first actions of a user's program, timed in a new process: compiling, testing and computing, with nothing subtracted. */
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
    const size = ({ packed }: { readonly packed: string }): number => Buffer.from(packed, 'base64').length
    bench.figure({
      name: 'WebAssembly of the core, both binaries, deflated',
      value: size(core),
      unit: 'bytes',
      atMost: 12_300,
      note: `for patterns ${size(pattern)} more, for images ${size(image)}, for 16-bit sound ${size(pcm)}`,
    })
    return Promise.resolve()
  },
}
