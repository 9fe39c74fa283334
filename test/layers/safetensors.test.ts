import fc from 'fast-check'
import {
  BatchNorm,
  Conv1d,
  Linear,
  loadWeights,
  readSafetensors,
  saveWeights,
  Sequential,
  writeSafetensors,
} from 'tapline/layers'
import { describe, expect, test } from 'vitest'
import { expectSameBits } from '../support/closeness.js'
import { SEED } from '../support/seed.js'

/** A file with this header and these bytes after it. */
function fileOf(header: unknown, data: readonly number[] = []): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

const tensor = (dtype: string, shape: unknown, data_offsets: unknown): unknown => ({
  t: { dtype, shape, data_offsets },
})

describe('readSafetensors', () => {
  test('reads each type of numbers', () => {
    const read = (dtype: string, data: number[], count: number): number[] =>
      Array.from(readSafetensors(fileOf(tensor(dtype, [count], [0, data.length]), data))['t'].data)
    expect(read('F16', [0, 0x3c, 1, 0, 0, 0x7c, 1, 0x7e, 0, 0xc4], 5)).toEqual([
      1,
      2 ** -24,
      Infinity,
      NaN,
      -4,
    ])
    expect(read('BF16', [0x80, 0x3f, 0x20, 0xc1], 2)).toEqual([1, -10])
    expect(read('F32', [0, 0, 0x80, 0x3f], 1)).toEqual([1])
    expect(read('F64', [0, 0, 0, 0, 0, 0, 0xf0, 0x3f], 1)).toEqual([1])
    expect(read('I64', [255, 255, 255, 255, 255, 255, 255, 255], 1)).toEqual([-1])
    expect(read('I8', [255, 1], 2)).toEqual([-1, 1])
    expect(read('U16', [1, 2], 1)).toEqual([513])
    expect(read('BOOL', [0, 1], 2)).toEqual([0, 1])
  })

  test(`reads what writeSafetensors writes (seed ${SEED})`, () => {
    const tensors = fc.dictionary(
      fc.string(),
      fc.oneof(
        fc.float32Array({ maxLength: 12 }).map((data) => ({ data, shape: [data.length] })),
        fc.float64Array({ minLength: 6, maxLength: 6 }).map((data) => ({ data, shape: [1, 2, 3] })),
        fc.double().map((value) => ({ data: Float64Array.of(value), shape: [] })),
      ),
    )
    fc.assert(
      fc.property(tensors, (given) => {
        const names = Object.keys(given).filter((name) => name !== '__metadata__' && name !== '__proto__')
        const own = Object.fromEntries(names.map((name) => [name, given[name]]))
        const bytes = writeSafetensors(own)
        expect((bytes.length - 8) % 4).toBe(0)
        const read = readSafetensors(bytes)
        expect(Object.keys(read).sort()).toEqual(names.sort())
        for (const name of names) {
          expect(read[name].shape).toEqual(own[name].shape)
          expectSameBits(read[name].data, own[name].data)
        }
      }),
      { seed: SEED, numRuns: 100 },
    )
  })

  test('says what is wrong with a damaged file', () => {
    const messageOf = (bytes: Uint8Array): string => {
      try {
        readSafetensors(bytes)
        return 'read'
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
        return (error as Error).message.replace('bytes must be a safetensors file with ', '')
      }
    }
    expect(messageOf(new Uint8Array(3))).toBe('at least 8 bytes, for the length of the header, got 3')
    expect(messageOf(new Uint8Array(9).fill(255))).toMatch(
      /^a header of at most 1 bytes, as there are, got one of 1844/,
    )
    expect(messageOf(fileOf('{nonsense'))).toContain('a JSON header, got something else')
    expect(messageOf(fileOf('[]'))).toBe('a JSON object as its header, got an Array')
    expect(messageOf(fileOf({ t: null }))).toMatch(
      /^numbers of one of the types F64, .* in 't', got undefined$/,
    )
    expect(messageOf(fileOf(tensor('F8', [1], [0, 1]), [1]))).toMatch(/, got 'F8'$/)
    expect(messageOf(fileOf(tensor('F32', [1.5], [0, 4]), [1, 2, 3, 4]))).toContain(
      "whole numbers as the shape of 't'",
    )
    expect(messageOf(fileOf(tensor('F32', [2], [0, 4]), [1, 2, 3, 4]))).toBe(
      "2 numbers of 4 bytes for the shape 2 of 't', got 4 bytes",
    )
    expect(messageOf(fileOf(tensor('F32', [1], [4, 8]), [1, 2, 3, 4]))).toContain(
      'two offsets up to 4, where it ends',
    )
    expect(messageOf(fileOf(tensor('F32', [2 ** 50, 2 ** 50], [0, 4]), [1, 2, 3, 4]))).toContain(
      'got 4 bytes',
    )
  })

  test(`never fails in other ways, for any damage (seed ${SEED})`, () => {
    const good = writeSafetensors({
      a: { data: Float32Array.of(1, 2), shape: [2] },
      b: { data: [3], shape: [1, 1] },
    })
    const damage = fc.array(fc.record({ at: fc.nat(good.length - 1), value: fc.nat(255) }), { maxLength: 6 })
    fc.assert(
      fc.property(damage, fc.nat(good.length), (changes, length) => {
        const bytes = good.slice(0, length % 3 === 0 ? length : good.length)
        for (const { at, value } of changes) bytes[at] = value
        try {
          for (const { data, shape } of Object.values(readSafetensors(bytes)))
            expect(data.length).toBe(shape.reduce((product, n) => product * n, 1))
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
          expect((error as Error).message).toContain('must be a safetensors file')
        }
      }),
      { seed: SEED, numRuns: 3000 },
    )
  })
})

describe('loadWeights', () => {
  const make = (seed: number, size = 3): Sequential =>
    new Sequential([
      new Conv1d({ inChannels: 2, outChannels: 3, kernelSize: size, seed }),
      new BatchNorm({ channels: 3 }),
      new Linear({ inFeatures: 3, outFeatures: 2, seed, bias: false }),
    ])

  test('fills a network with what saveWeights has written', () => {
    const [trained, network] = [make(1), make(2)]
    trained.tensors['1.running_var'].data.fill(7)
    const bytes = saveWeights(trained)
    loadWeights(network, bytes)
    for (const [name, { data }] of Object.entries(trained.tensors))
      expectSameBits(network.tensors[name].data, data, name)
    expect(saveWeights(network)).toEqual(bytes)
  })

  test('ignores what PyTorch counts, and names tensors that are missing, left over or of another shape', () => {
    const network = make(2)
    const { '0.bias': bias, ...rest } = network.tensors
    const count = { data: [1], shape: [] }
    loadWeights(network, writeSafetensors({ ...network.tensors, '1.num_batches_tracked': count }))
    expect(() => {
      loadWeights(network, writeSafetensors({ ...rest, '7.bias': bias }))
    }).toThrow("'0.bias' missing, '7.bias' left over")
    const before = network.tensors['0.weight'].data.slice()
    expect(() => {
      loadWeights(network, saveWeights(make(1, 4)))
    }).toThrow(
      "'0.weight' must have the shape 3 x 2 x 3, as in the network, got 3 x 2 x 4: " +
        'make the network with the options that the file was trained with',
    )
    expectSameBits(network.tensors['0.weight'].data, before)
  })
})
