import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { FromProcessor, ProcessorOptions, ToProcessor } from '../../src/audio/messages.js'
import { compiledModule, simd } from '../../src/wasm/module.js'
import { preparedParts } from './state-of.js'

/** The node's end of the port, and the messages that it has received. */
interface Line {
  readonly heard: FromProcessor[]
  onmessage: (event: { readonly data: ToProcessor }) => void
}

let line: Line

beforeAll(() => {
  vi.stubGlobal(
    'AudioWorkletProcessor',
    class {
      readonly port = Object.assign(line, { postMessage: (data: FromProcessor) => line.heard.push(data) })
    },
  )
})

afterAll(() => vi.unstubAllGlobals())

async function processor(options: Partial<ProcessorOptions> = {}): Promise<{
  tell: (data: ToProcessor) => FromProcessor[]
  process: (...input: number[]) => { goesOn: boolean; output: number[] }
}> {
  line = { heard: [], onmessage: () => undefined }
  const { ConvolverProcessor } = await import('../../src/audio/convolver-processor.js')
  const made = new ConvolverProcessor({
    processorOptions: {
      precision: 'float64',
      isDiscrete: false,
      simd: simd(),
      module: compiledModule(),
      ...options,
    },
  })
  const own = line
  return {
    tell: (data) => {
      own.onmessage({ data })
      return own.heard.splice(0)
    },
    process: (...input) => {
      const output = new Float32Array(128)
      const samples = Float32Array.from(output, (_, n) => input.at(n) ?? 0)
      const goesOn = made.process([[samples]], [[output]])
      return { goesOn, output: [...output.subarray(0, 4)] }
    },
  }
}

function response(taps: readonly number[], isAtOnce: boolean): ToProcessor {
  const parts = preparedParts([Float32Array.from(taps)])
  return { kind: 'response', parts, isMono: true, fade: 0, isAtOnce }
}

describe('The processor', () => {
  test('is silent until it has a response, which it receives step by step', async () => {
    const { tell, process } = await processor()
    expect(process(1)).toEqual({ goesOn: true, output: [0, 0, 0, 0] })
    const taps = Array.from({ length: 50_000 }, (_, k) => (k < 2 ? k + 1 : 0))
    const heard = tell(response(taps, false))
    let steps = 0
    for (; heard.at(-1)?.kind === 'stepped'; steps++) heard.push(...tell({ kind: 'step' }))
    expect(steps).toBeGreaterThan(5)
    expect(heard.at(-1)).toEqual({ kind: 'taken' })
    expect(process(1).output).toEqual([1, 2, 0, 0])
  })

  test('receives a response at once in an offline context', async () => {
    const { tell, process } = await processor()
    expect(tell(response([1, 2], true)).at(-1)).toEqual({ kind: 'taken' })
    expect(process(1).output).toEqual([1, 2, 0, 0])
  })

  test('continues until it is disposed of, or is released and its tail has ended', async () => {
    const { tell, process } = await processor()
    tell(response([1, ...Array<number>(400).fill(0), 1], true))
    expect([process(1), process(), process(), process(), process()].every(({ goesOn }) => goesOn)).toBe(true)
    process(1)
    tell({ kind: 'release' })
    expect([process().goesOn, process().goesOn, process().goesOn, process().goesOn]).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(tell({ kind: 'step' })).toEqual([{ kind: 'ended' }])
    const other = await processor()
    expect(other.tell({ kind: 'dispose' }).at(-1)).toEqual({ kind: 'ended' })
    expect(other.process(1).goesOn).toBe(false)
    expect(other.tell(response([1], true))).toEqual([])
  })

  test('reports the error if it cannot take a response, and is silent from then on', async () => {
    const { tell, process } = await processor()
    expect(tell({ kind: 'response' } as never).map(({ kind }) => kind)).toEqual(['ready', 'failed', 'ended'])
    expect(process(1)).toEqual({ goesOn: false, output: [0, 0, 0, 0] })
  })

  test('reports the error if it cannot start', async () => {
    const { tell } = await processor({ module: {}, simd: simd() === 'baseline' ? 'relaxed' : 'baseline' })
    expect(tell({ kind: 'step' }).map(({ kind }) => kind)).toEqual(['failed', 'ended'])
  })
})
