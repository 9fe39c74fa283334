import { useModule, type Simd } from '../wasm/module.js'
import { answerCalls } from './threads/answer-calls.js'
import { type Computer, type ComputerKind, makeComputer } from './tiles/computers.js'

// The module that the threads of `tapline/parallel` run.

const computers = new Map<number, Computer>()

const functions = { useEngine, begin, compute, end }
export type WorkerFunctions = typeof functions

answerCalls(functions)

/** To be called first: uses the code that the main thread has compiled, with the same instructions. */
function useEngine({ module, simd }: { readonly module: object; readonly simd: Simd }): void {
  useModule(module, simd)
}

/** Prepares some work. */
function begin({
  work,
  kind,
  shared,
}: {
  readonly work: number
  readonly kind: ComputerKind
  readonly shared: object
}): void {
  computers.set(work, makeComputer(kind, shared))
}

/** Computes a tile of it. */
function compute({ work, tile }: { readonly work: number; readonly tile: object }): unknown {
  const computer = computers.get(work)
  if (computer === undefined) throw new Error('this work has not begun')
  return computer.compute(tile as never)
}

/** Frees the memory of some work. */
function end(work: number): void {
  computers.get(work)?.dispose()
  computers.delete(work)
}
