import { onTestFinished, vi } from 'vitest'
import { instance } from '../../src/wasm/module.js'

/** Counts what is allocated and freed on the WASM heap from now on, to the end of the test or the next call. */
export function watchHeap(): {
  readonly blocks: number
  readonly bytes: number
  readonly allocations: number
} {
  const live = new Map<number, number>()
  let allocations = 0
  const heap = instance()
  vi.restoreAllMocks()
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  const allocate = heap.allocate.bind(heap)
  const free = heap.free.bind(heap)
  vi.spyOn(heap, 'allocate').mockImplementation((bytes) => {
    const address = allocate(bytes)
    live.set(address, bytes)
    allocations++
    return address
  })
  vi.spyOn(heap, 'free').mockImplementation((address) => {
    live.delete(address)
    free(address)
  })
  return {
    /** Blocks allocated since, and not yet freed. */
    get blocks() {
      return live.size
    },
    get bytes() {
      return [...live.values()].reduce((sum, bytes) => sum + bytes, 0)
    },
    get allocations() {
      return allocations
    },
  }
}
