import { kernelMatrix } from '../../src/audio/channel-layout.js'
import type { FromProcessor, ToProcessor } from '../../src/audio/messages.js'
import type { Precision } from '../../src/samples.js'
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

/** A response, by what it is made of. */
export interface ResponseSize {
  readonly seconds: number
  readonly channelCount: number
  readonly precision: Precision
}

/** Runs the processor on this thread, while a first response is received, and while another one is. `timed` calls what it times. */
export async function timeProcessor(
  size: ResponseSize,
  timed: (action: () => unknown) => number,
): Promise<[creation: Times, exchange: Times]> {
  const { seconds, precision } = size
  const heard: FromProcessor[] = []
  const port: Port = { onmessage: () => undefined, postMessage: (data) => heard.push(data) }
  Object.assign(globalThis, {
    AudioWorkletProcessor: class {
      readonly port = port
    },
  })
  const { ConvolverProcessor } = await import('../../src/audio/convolver-processor.js')
  const processor = new ConvolverProcessor({
    processorOptions: { precision, isDiscrete: false, simd: simd(), module: compiledModule() },
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
  const [first, second] = [3, 4].map((seed) => response(size, seed))
  return [exchange(first, seconds * 1.2), exchange(second, seconds * 1.2)]
}

function response({ seconds, channelCount, precision }: ResponseSize, seed: number): ToProcessor {
  const channels = Array.from({ length: channelCount }, (_, i) => noise(seconds * SAMPLE_RATE, seed + i))
  const matrix = new PreparedMatrix(kernelMatrix(channels, 2), { precision })
  const parts = partsOf(matrix.routing)
  matrix.dispose()
  return { kind: 'response', parts, isMono: channelCount === 1, fade: 0, isAtOnce: false }
}
