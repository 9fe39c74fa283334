import { afterAll, expect, test, vi } from 'vitest'
import type { ToProcessor } from '../../src/audio/messages.js'

afterAll(() => vi.unstubAllGlobals())

test('A response that cannot be taken is an error of the next block, which the host tells the node of', async () => {
  const port = { postMessage: vi.fn(), onmessage: (_: { readonly data: ToProcessor }): void => undefined }
  vi.stubGlobal(
    'AudioWorkletProcessor',
    class {
      readonly port = port
    },
  )
  const { ConvolverProcessor } = await import('../../src/audio/convolver-processor.js')
  const response = [Float32Array.of(1)]
  const processor = new ConvolverProcessor({
    processorOptions: { response, precision: 'float64', isDiscrete: false, simd: 'baseline' },
  })
  expect(port.postMessage).toHaveBeenCalledWith({ kind: 'ready' })
  const output = [Float32Array.of(0)]
  expect(processor.process([response], [output])).toBe(true)
  expect(output[0][0]).toBe(1)
  port.onmessage({ data: { kind: 'response', response, fade: NaN } })
  expect(() => processor.process([response], [output])).toThrow(
    'the response could not be taken: RangeError: fade must be a whole number of at least 0, got NaN',
  )
})
