import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const BASELINE = readFileSync(new URL('../../src/wasm/generated/baseline.wasm', import.meta.url))
const MIB = 2 ** 20
const HEADER = 16
const PAGE = 65_536

interface Heap {
  readonly memory: WebAssembly.Memory
  readonly allocate: (bytes: number) => number
  readonly zero: (address: number) => void
  readonly free: (address: number) => void
}

/** A separate heap. Untouched memory costs nothing, so it can have the greatest size. */
function freshHeap(): Heap {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(BASELINE))
  const heap = exports as unknown as Heap
  return { ...heap, allocate: (bytes) => heap.allocate(bytes) >>> 0 }
}

/** The reference: the allocated addresses, and the rules that every allocation must follow. */
class Ledger {
  readonly #heap: Heap
  /** Sorted by address. */
  readonly blocks: { readonly address: number; readonly bytes: number }[] = []

  constructor(heap: Heap) {
    this.#heap = heap
  }

  allocate(bytes: number): boolean {
    const address = this.#heap.allocate(bytes)
    if (address === 0) {
      if (this.#greatestHole() >= bytes + 2 * HEADER) throw new Error(`${bytes} bytes are refused, and fit`)
      return false
    }
    const at = this.#placeOf(address)
    const end = at > 0 ? this.blocks[at - 1].address + this.blocks[at - 1].bytes : HEADER
    const next = this.blocks.at(at)?.address ?? this.#heap.memory.buffer.byteLength
    if (address % 16 !== 0 || address - HEADER < end || address + bytes > next - HEADER) {
      throw new Error(
        `${bytes} bytes at ${address} are not apart from what ends at ${end} and begins at ${next}`,
      )
    }
    this.blocks.splice(at, 0, { address, bytes })
    return true
  }

  free(index: number): void {
    this.#heap.free(this.blocks[index].address)
    this.blocks.splice(index, 1)
  }

  #placeOf(address: number): number {
    let [low, high] = [0, this.blocks.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.blocks[middle].address < address) low = middle + 1
      else high = middle
    }
    return low
  }

  #greatestHole(): number {
    let greatest = 0
    let end = 1024
    for (const { address, bytes } of this.blocks) {
      greatest = Math.max(greatest, address - HEADER - end)
      end = address + 16 * Math.ceil(bytes / 16)
    }
    return Math.max(greatest, 65_535 * PAGE - HEADER - end)
  }
}

/** Uniform in [0, 1), the same in each run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) / 2 ** 24
  }
}

describe('The allocator', () => {
  test.each([10, 16, 20, 24, 28, 31])(
    'never lets blocks overlap, and uses every hole, with sizes up to 2^%i',
    (greatest) => {
      const random = generator(greatest)
      const heap = freshHeap()
      const ledger = new Ledger(heap)
      let refused = 0
      for (let i = 0; i < 20_000; i++) {
        // Alternately mostly allocations and mostly frees, so that it fills and empties.
        const isAllocation = random() < (i % 4000 < 2000 ? 0.7 : 0.3)
        if (!isAllocation && ledger.blocks.length > 0) {
          ledger.free(Math.floor(random() * ledger.blocks.length))
        } else if (!ledger.allocate(Math.floor(2 ** (random() * greatest)))) refused++
      }
      if (greatest > 28) expect(refused).toBeGreaterThan(100)
      while (ledger.blocks.length > 0) ledger.free(0)
      // All holes have become one again.
      expect(ledger.allocate(heap.memory.buffer.byteLength - 2 * PAGE)).toBe(true)
    },
  )

  test('does so at and near every power of two', () => {
    const ledger = new Ledger(freshHeap())
    for (let exponent = 0; exponent <= 31; exponent++) {
      for (const difference of [-17, -16, -1, 0, 1, 15, 16, 17]) {
        const bytes = Math.max(0, 2 ** exponent + difference)
        ledger.allocate(bytes)
        ledger.allocate(16)
        ledger.free(Math.floor(ledger.blocks.length / 2))
        ledger.allocate(bytes + 30 * MIB)
        while (ledger.blocks.length > 4) ledger.free(1)
      }
      while (ledger.blocks.length > 0) ledger.free(0)
    }
  })

  test('does not use a hole of 720 MiB for 730 MiB', () => {
    const { allocate, free } = freshHeap()
    const first = allocate(720 * MIB)
    const guard = allocate(MIB)
    free(first)
    const larger = allocate(730 * MIB)
    expect(larger).toBeGreaterThan(guard)
    expect(allocate(720 * MIB)).toBe(first)
  })

  test('allocates one block of 4 GiB minus two pages, and refuses more', () => {
    const { allocate, free, memory } = freshHeap()
    const all = allocate(2 ** 32 - 2 * PAGE)
    expect(all).toBeGreaterThan(0)
    expect(memory.buffer.byteLength).toBe(2 ** 32 - PAGE)
    expect(allocate(PAGE)).toBe(0)
    free(all)
    expect(allocate(2 ** 32 - 2 * PAGE + 1)).toBe(0)
    expect(allocate(2 ** 32 - 2 * PAGE)).toBe(all)
  })

  test('fills all memory again after every second block was freed', () => {
    const { allocate, free } = freshHeap()
    const bytes = 41 * MIB
    const blocks: number[] = []
    for (let address = allocate(bytes); address !== 0; address = allocate(bytes)) blocks.push(address)
    expect(blocks.length).toBe(Math.floor(4095 / 41))
    const holes = blocks.filter((_, i) => i % 2 === 0)
    for (const address of holes) free(address)
    const again = holes.map(() => allocate(bytes))
    expect(again.sort((a, b) => a - b)).toEqual(holes)
    expect(allocate(bytes)).toBe(0)
  })

  test('clears all memory that was used before, however pieces were joined', () => {
    const random = generator(3)
    const { allocate, zero, free, memory } = freshHeap()
    const live: number[] = []
    for (let i = 0; i < 3000; i++) {
      if (live.length > 20 || (live.length > 0 && random() < 0.4)) {
        free(live.splice(Math.floor(random() * live.length), 1)[0])
        continue
      }
      const bytes = Math.floor(2 ** (random() * 18))
      const address = allocate(bytes)
      zero(address)
      const content = new Uint8Array(memory.buffer, address, bytes)
      if (content.some((byte) => byte !== 0)) throw new Error(`block ${i} of ${bytes} bytes is not zero`)
      content.fill(255)
      live.push(address)
    }
  })

  test('does not touch fresh memory from the host, which is 0', () => {
    const { allocate, zero, memory } = freshHeap()
    const address = allocate(64 * MIB)
    const bytes = new Uint8Array(memory.buffer, address, 64 * MIB)
    bytes[MIB] = 1
    zero(address)
    expect(bytes[MIB]).toBe(1)
  })
})
