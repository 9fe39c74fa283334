import {
  Convolver,
  ConvolverMatrix,
  matchProfile,
  PreparedKernel,
  PreparedMatrix,
  type Samples,
} from 'tapline'
import { FrameMatcher, matchTemplate2d } from 'tapline/image'
import { Conv2d } from 'tapline/layers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { instance } from '../../src/wasm/module.js'
import { expectSameBits } from '../support/closeness.js'
import { watchHeap } from '../support/heap-watch.js'
import { joined, noise } from '../support/signals.js'

// Memory runs out at every possible place.

afterEach(() => {
  vi.restoreAllMocks()
})

/** Runs `use` with memory for 0, 1, 2 … blocks, until it no longer fails. Returns the number of failures. */
function failuresOf(use: () => void): number {
  const heap = instance()
  const allocate = heap.allocate.bind(heap)
  for (let allowed = 0; ; allowed++) {
    let left = allowed
    const spy = vi.spyOn(heap, 'allocate').mockImplementation((bytes) => {
      if (left-- === 0) throw new Error('memory cannot grow')
      return allocate(bytes)
    })
    try {
      use()
      return allowed
    } catch (error) {
      expect(String(error)).toMatch(/^RangeError: there is no memory/)
    } finally {
      spy.mockRestore()
    }
  }
}

const image = { data: noise('float32', 1200, 4), width: 40, height: 30 }
const patch = { data: noise('float32', 35, 5), width: 7, height: 5 }
const disposable = (_result: unknown) => ({ dispose: () => undefined })

describe('A call that fails for lack of memory frees what it had', () => {
  const long = noise('float32', 5000, 1)
  const short = noise('float32', 100, 2)
  const rows = [
    [long, short],
    [null, noise('float32', 3000, 3)],
  ]
  const bytes = new Convolver(long).snapshot()
  const makers: Record<string, () => { dispose: () => void }> = {
    PreparedKernel: () => new PreparedKernel(long),
    PreparedMatrix: () => new PreparedMatrix(rows),
    Convolver: () => new Convolver(long),
    'Convolver.restore': () => Convolver.restore(long, bytes),
    ConvolverMatrix: () => new ConvolverMatrix(rows),
    matchProfile: () => disposable(matchProfile(long, short)),
    matchTemplate2d: () => disposable(matchTemplate2d(image, patch)),
    FrameMatcher: () => {
      const matcher = new FrameMatcher(patch)
      matcher.process(image)
      return matcher
    },
    Conv2d: () => {
      const layer = new Conv2d({ inChannels: 1, outChannels: 2, kernelSize: 3, seed: 1 })
      // Freed by the owner of the layer, even if a call of it fails.
      try {
        const output = layer.forward({ ...image, channels: 1 })
        layer.backward(output)
        return layer
      } catch (error) {
        layer.dispose()
        throw error
      }
    },
  }

  test.each(Object.keys(makers))('%s', (name) => {
    makers[name]().dispose()
    let failures = 0
    const live: Set<number> = new Set<number>()
    const heap = instance()
    const allocate = heap.allocate.bind(heap)
    const free = heap.free.bind(heap)
    for (let allowed = 0; ; allowed++) {
      let left = allowed
      vi.spyOn(heap, 'allocate').mockImplementation((count) => {
        if (left-- === 0) throw new Error('memory cannot grow')
        const address = allocate(count)
        live.add(address)
        return address
      })
      vi.spyOn(heap, 'free').mockImplementation((address) => {
        live.delete(address)
        free(address)
      })
      try {
        makers[name]().dispose()
        break
      } catch (error) {
        expect(String(error)).toMatch(/^RangeError: there is no memory/)
        expect(live.size).toBe(0)
        failures++
      } finally {
        vi.restoreAllMocks()
      }
    }
    expect(live.size).toBe(0)
    expect(failures).toBeGreaterThan(2)
  })
})

describe('A stream takes no memory', () => {
  const [first, second, third] = [5000, 7000, 3000].map((length) => noise('float32', length, length))
  const [before, chunk, after] = [3000, 2000, 9000].map((length) => noise('float32', length, length + 1))

  test('while chunks come, nor to end or to start again, also with kernels on their way', () => {
    const convolver = new Convolver(first)
    convolver.process(before)
    convolver.setKernel(second, { fade: 100, delay: 500 })
    convolver.setKernel(third, { delay: 50 })
    const heap = watchHeap()
    for (const use of [
      () => convolver.process(chunk),
      () => convolver.flush(),
      () => convolver.process(after),
      () => convolver.reset(),
    ]) {
      use()
      expect(heap.allocations).toBe(0)
    }
    convolver.setKernel(second, { fade: 100, delay: 500 })
    const again = watchHeap()
    convolver.process(chunk.subarray(0, 100))
    convolver.reset()
    convolver.process(chunk)
    convolver.flush()
    expect(again.allocations).toBe(0)
    convolver.dispose()
  })

  test('that is missing: an exchange fails, and changes nothing', () => {
    const outputsOf = (setKernels: (convolver: Convolver) => void): Samples => {
      using convolver = new Convolver(first)
      convolver.process(before)
      setKernels(convolver)
      return joined('float32', [convolver.process(chunk), convolver.process(after), convolver.flush()])
    }
    const expected = outputsOf((convolver) => {
      convolver.setKernel(second, { fade: 100, delay: 500 })
      convolver.setKernel(third, { fade: 20, delay: 50 })
    })
    const outputs = outputsOf((convolver) => {
      const exchanges = [
        () => convolver.setKernel(second, { fade: 100, delay: 500 }),
        () => convolver.setKernel(third, { fade: 20, delay: 50 }),
      ]
      for (const exchange of exchanges) expect(failuresOf(exchange)).toBeGreaterThan(2)
    })
    expectSameBits(outputs, expected)
  })
})
