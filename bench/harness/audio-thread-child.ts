// The timed part of bench/audio-thread.ts, in a separate process: seconds and channels are its arguments.
import { kernelMatrix } from '../../src/audio/channel-layout.js'
import type { FromProcessor, ToProcessor } from '../../src/audio/messages.js'
import { partsOf } from '../../src/stream/convolver/matrix-parts.js'
import { PreparedMatrix } from '../../src/stream/convolver/prepared-matrix.js'
import { compiledModule, simd } from '../../src/wasm/module.js'

const SAMPLE_RATE = 48_000
const QUANTUM = 128

function noise(length: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  })
}

interface Port {
  onmessage: (event: { readonly data: ToProcessor }) => void
  postMessage: (data: FromProcessor) => void
}

/** The time of each message and each quantum, in ms, while a first response is received, and while another one is. */
export interface Times {
  readonly messages: number[]
  readonly quanta: number[]
}

/** The processor on this thread, which is timed. */
async function run(seconds: number, channelCount: number): Promise<[creation: Times, exchange: Times]> {
  const heard: FromProcessor[] = []
  const port: Port = { onmessage: () => undefined, postMessage: (data) => heard.push(data) }
  Object.assign(globalThis, {
    AudioWorkletProcessor: class {
      readonly port = port
    },
  })
  const { ConvolverProcessor } = await import('../../src/audio/convolver-processor.js')
  const processor = new ConvolverProcessor({
    processorOptions: { precision: 'float64', isDiscrete: false, simd: simd(), module: compiledModule() },
  })
  const input = [noise(QUANTUM, 1), noise(QUANTUM, 2)]
  const output = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)]
  const quantum = (): number => timed(() => processor.process([input], [output]))
  const message = (data: ToProcessor): number => timed(() => port.onmessage({ data }))
  /** Receives a response while sound is playing, with as many quanta as messages; then streams for that many seconds. */
  const exchange = (data: ToProcessor, after: number): Times => {
    const times: Times = { messages: [message(data)], quanta: [] }
    while (heard.splice(0).some(({ kind }) => kind === 'stepped')) {
      times.quanta.push(quantum())
      times.messages.push(message({ kind: 'step' }))
    }
    for (let at = 0; at < after * SAMPLE_RATE; at += QUANTUM) times.quanta.push(quantum())
    return times
  }
  heard.splice(0)
  const [first, second] = [3, 4].map((seed) => response(seconds, channelCount, seed))
  return [exchange(first, seconds * 1.2), exchange(second, seconds * 1.2)]
}

function response(seconds: number, channelCount: number, seed: number): ToProcessor {
  const channels = Array.from({ length: channelCount }, (_, i) => noise(seconds * SAMPLE_RATE, seed + i))
  const matrix = new PreparedMatrix(kernelMatrix(channels, 2), { precision: 'float64' })
  const parts = partsOf(matrix.routing)
  matrix.dispose()
  return { kind: 'response', parts, isMono: channelCount === 1, fade: 0, isAtOnce: false }
}

/** In ms: wall time, or the process's own processor time if others interrupted it. */
function timed(action: () => unknown): number {
  const used = process.cpuUsage()
  const start = performance.now()
  action()
  const elapsed = performance.now() - start
  const { user, system } = process.cpuUsage(used)
  return Math.min(elapsed, (user + system) / 1000)
}

const [seconds, channelCount] = process.argv.slice(2).map(Number)
process.stdout.write(JSON.stringify(await run(seconds, channelCount)))
