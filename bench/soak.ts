// npm run soak                  24 hours of audio at 48 kHz, as fast as it goes
// npm run soak -- --hours 1     a shorter stream
//
// Fails unless the memory at the end equals that after the first minute, and the outputs are right at the end of every hour.

import { parseArgs } from 'node:util'
import { convolve, Convolver } from 'tapline'
import { hall, noise, relativeDifference } from './harness/data.js'
import { describeMachine } from './harness/machine.js'

const SAMPLE_RATE = 48_000
const CHUNK_LENGTH = 1024
const HOUR = 3600 * SAMPLE_RATE
const SEED = 1

/** The number of last outputs that are compared with the convolution of the last inputs. */
const CHECKED_LENGTH = 8 * CHUNK_LENGTH

/** The allowed growth of the process since the first minute. WebAssembly memory must not grow. */
const RSS_SLACK = 16 * 2 ** 20

/** The allowed error of outputs, relative to the greatest: some 30 roundings. One minute after the start it is 1 to 7e-7. */
const TOLERANCE = 4e-6

/** A stream that is being convolved, and its last outputs. */
interface Stream {
  readonly name: string
  readonly kernel: Float32Array
  readonly convolver: Convolver
  readonly lastOutputs: Float32Array
}

interface Memory {
  readonly rss: number
  readonly wasm: number
}

const wasmBytes = watchWasmMemory()
const { values: options } = parseArgs({ options: { hours: { type: 'string', default: '24' } } })
process.exitCode = soak(hoursFrom(options.hours)) ? 0 : 1

/** Runs the stream. Returns whether all checks passed. */
function soak(hours: number): boolean {
  const streams = [streamOf('1 s', hall(SAMPLE_RATE, 2)), streamOf('101 taps', noise(101, 3))]
  const { processor, node, simd } = describeMachine()
  say(
    `${hours} h at ${SAMPLE_RATE} Hz, chunks of ${CHUNK_LENGTH}, kernels: ${streams.map(({ name }) => name).join(', ')}`,
  )
  say(`${processor}, Node ${node}, ${simd} SIMD`)

  const minute = feed(streams, 0, 60 * SAMPLE_RATE)
  let isRight = check(streams, minute)
  const first = memory()
  say(`after a minute: ${described(first)}`)
  let [position, last] = [minute, first]
  for (let hour = 1; position < hours * HOUR; hour++) {
    const begin = performance.now()
    const from = position
    position = feed(streams, from, Math.min(hour, hours) * HOUR)
    const seconds = (performance.now() - begin) / 1000
    isRight = check(streams, position) && isRight
    last = memory()
    const speed = (position - from) / SAMPLE_RATE / seconds
    say(`after hour ${Math.min(hour, hours)}: ${speed.toFixed(0)} times real time, ${described(last)}`)
  }
  return isSteady(first, last) && isRight
}

function streamOf(name: string, kernel: Float32Array): Stream {
  return { name, kernel, convolver: new Convolver(kernel), lastOutputs: new Float32Array(CHECKED_LENGTH) }
}

/** Feeds whole chunks from one index on until `to` is reached. Returns the index after the last. */
function feed(streams: readonly Stream[], from: number, to: number): number {
  const chunk = new Float32Array(CHUNK_LENGTH)
  const outs = streams.map(({ lastOutputs }) => partsOf(lastOutputs))
  let position = from
  for (; position < to; position += CHUNK_LENGTH) {
    fillInput(chunk, position)
    const part = (position % CHECKED_LENGTH) / CHUNK_LENGTH
    for (let i = 0; i < streams.length; i++) streams[i].convolver.process(chunk, outs[i][part])
  }
  return position
}

/** Views of an array, each of a chunk's length. */
function partsOf(whole: Float32Array): Float32Array[] {
  return Array.from({ length: whole.length / CHUNK_LENGTH }, (_, i) =>
    whole.subarray(i * CHUNK_LENGTH, (i + 1) * CHUNK_LENGTH),
  )
}

/** The input from an absolute index on: noise in [−1, 1) that is a hash of the index (T. Mueller and C. Wellons, lowbias32). */
function fillInput(samples: Float32Array, start: number): void {
  // Beyond 2³² samples, a day and 51 minutes, the upper half of the index goes into the seed.
  const seed = (SEED + 0x9e3779b9 * Math.floor(start / 2 ** 32)) | 0
  for (let i = 0; i < samples.length; i++) {
    let t = (start + i) ^ seed
    t = Math.imul(t ^ (t >>> 16), 0x7feb352d)
    t = Math.imul(t ^ (t >>> 15), 0x846ca68b)
    samples[i] = (t ^ (t >>> 16)) / 2 ** 31
  }
}

/** Compares the last outputs before an index with `convolve` of the inputs that they read. */
function check(streams: readonly Stream[], position: number): boolean {
  const wrong = streams.filter(({ name, kernel, lastOutputs }) => {
    const input = inputBefore(position, CHECKED_LENGTH + kernel.length - 1)
    const error = relativeDifference(
      unrolled(lastOutputs, position),
      convolve(input, kernel, { mode: 'valid' }),
    )
    if (error <= TOLERANCE) return false
    say(`WRONG: ${name}: the last outputs before ${position} are off by ${error}, allowed are ${TOLERANCE}`)
    return true
  })
  return wrong.length === 0
}

/** A ring in order of time, given the index of the next output. */
function unrolled(ring: Float32Array, position: number): Float32Array {
  const turn = position % ring.length
  return ring.map((_, i) => ring[(turn + i) % ring.length])
}

/** The last inputs before an index, which is a multiple of the chunk's length. */
function inputBefore(position: number, length: number): Float32Array {
  const chunkCount = Math.ceil(length / CHUNK_LENGTH)
  const whole = new Float32Array(chunkCount * CHUNK_LENGTH)
  partsOf(whole).forEach((part, i) => {
    fillInput(part, position - (chunkCount - i) * CHUNK_LENGTH)
  })
  return whole.slice(whole.length - length)
}

function isSteady(first: Memory, last: Memory): boolean {
  const { rss, wasm } = { rss: last.rss - first.rss, wasm: last.wasm - first.wasm }
  say(
    `since the first minute: rss ${megabytes(rss)} (allowed ${megabytes(RSS_SLACK)}), WebAssembly ${megabytes(wasm)} (allowed 0)`,
  )
  return rss <= RSS_SLACK && wasm <= 0
}

/** The memory in use after a garbage collection. */
function memory(): Memory {
  if (globalThis.gc === undefined) throw new Error('no gc: run Node with --expose-gc, as npm run soak does')
  globalThis.gc()
  return { rss: process.memoryUsage().rss, wasm: wasmBytes() }
}

/** Exposes the memory of the package's only instance, which is made at the first computation. */
function watchWasmMemory(): () => number {
  const { Instance } = WebAssembly
  let bytes = (): number => 0
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports)
      const { memory } = this.exports
      if (memory instanceof WebAssembly.Memory) bytes = () => memory.buffer.byteLength
    }
  }
  return () => bytes()
}

function hoursFrom(text: string): number {
  const hours = Number(text)
  if (!(hours > 1 / 60)) throw new RangeError(`hours is ${text}: give more than a minute, such as 0.1`)
  return hours
}

function described({ rss, wasm }: Memory): string {
  return `rss ${megabytes(rss)}, WebAssembly ${megabytes(wasm)}`
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
