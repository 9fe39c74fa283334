import type { Suite } from '../harness/bench.js'
import { runModule } from '../harness/child.js'
import { WASM_MEMORY } from '../harness/wasm-memory.js'

const KERNEL_SECONDS = 5
const CHUNK_SIZE = 128

/** The size of the smallest object, in bytes; less than that comes from the measurement itself. */
const LEAST_OBJECT = 8

interface Usage {
  /** JavaScript heap and array buffers, in bytes per chunk. */
  readonly heap: number
  readonly buffers: number
  /** The growth of WebAssembly memory, in bytes. */
  readonly wasm: number
}

interface Findings {
  readonly convolver: Usage
  /** Only the arrays of results, made as cheaply as possible. */
  readonly arrays: Usage
  /** The growth of live bytes after many chunks whose results were dropped, and the number of these chunks. */
  readonly kept: number
  readonly chunks: number
}

/**
 * In a process with a young generation large enough to avoid collections during the count. All results are kept in an array made
 * beforehand, to distinguish their memory from other allocations.
 */
const PROGRAM = `
  import { setTimeout } from 'node:timers/promises'

  ${WASM_MEMORY}
  const { Convolver } = await import('tapline')

  const CHUNKS = 8192
  const chunks = Array.from({ length: 64 }, (_, i) =>
    Float32Array.from({ length: ${CHUNK_SIZE} }, (_, k) => Math.sin((i * ${CHUNK_SIZE} + k) ** 2)))
  const kernel = Float32Array.from({ length: ${KERNEL_SECONDS * 48_000} }, (_, i) => Math.cos(i * i) / (i + 1))
  const convolver = new Convolver(kernel)
  const results = new Array(CHUNKS).fill(null)

  function feed() {
    for (let i = 0; i < CHUNKS; i++) results[i] = convolver.process(chunks[i % 64])
  }
  function allocate() {
    for (let i = 0; i < CHUNKS; i++) results[i] = chunks[i % 64].slice(0)
  }
  async function collect() {
    results.fill(null)
    // Memory of array buffers is given back some time after the collection.
    for (let i = 0; i < 3; i++) {
      gc()
      await setTimeout(50)
    }
  }
  function usage() {
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return { heap: heapUsed, buffers: arrayBuffers, wasm: memory.buffer.byteLength }
  }
  async function bytesOf(work) {
    for (let i = 0; i < 6; i++) {
      work()
      await collect()
    }
    const before = usage()
    work()
    const after = usage()
    return {
      heap: (after.heap - before.heap) / CHUNKS,
      buffers: (after.buffers - before.buffers) / CHUNKS,
      wasm: after.wasm - before.wasm,
    }
  }
  const arrays = await bytesOf(allocate)
  const streaming = await bytesOf(feed)

  usage()
  await collect()
  const before = usage()
  for (let i = 0; i < 8; i++) feed()
  await collect()
  const kept = usage().heap - before.heap
  console.log(JSON.stringify({ convolver: streaming, arrays, kept, chunks: 8 * CHUNKS }))
`

export const memory: Suite = {
  name: 'memory',
  about: `what a steady stream allocates: chunks of ${CHUNK_SIZE}, a ${KERNEL_SECONDS} s kernel at 48 kHz, float32`,
  run(bench) {
    const { convolver, arrays, kept, chunks } = runModule(PROGRAM, [
      '--expose-gc',
      '--min-semi-space-size=64',
      '--max-semi-space-size=128',
    ]) as Findings
    bench.figure({
      name: 'allocated a chunk beyond the returned array',
      value: total(convolver) - total(arrays),
      unit: 'bytes',
      atMost: LEAST_OBJECT,
      note: `${total(convolver).toFixed(1)} in all, the array alone ${total(arrays).toFixed(1)}`,
    })
    bench.figure({
      name: 'WebAssembly memory grown meanwhile',
      value: convolver.wasm,
      unit: 'bytes',
      atMost: 0,
    })
    bench.figure({
      name: `live on the heap after ${chunks} chunks more`,
      value: kept / chunks,
      unit: 'bytes a chunk',
      atMost: 1,
    })
    return Promise.resolve()
  },
}

function total({ heap, buffers }: Usage): number {
  return heap + buffers
}
