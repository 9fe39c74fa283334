import fc from 'fast-check'
import { fingerprint } from '../../src/stream/snapshot/fingerprint.js'

/** A change of what a snapshot says, at places that are parts of the whole. The checksum is made right again. */
export type Forgery =
  | { readonly sort: 'set' | 'add'; readonly at: number; readonly value: number | string | null }
  | { readonly sort: 'insert' | 'delete'; readonly at: number; readonly count: number }
  | { readonly sort: 'field'; readonly name: string; readonly value: unknown }
  | { readonly sort: 'cut' | 'lengthen'; readonly bytes: number }
  | { readonly sort: 'overwrite'; readonly at: number; readonly words: readonly number[] }
  | { readonly sort: 'header length'; readonly by: number }

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const someNumber = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -2000, max: 2000 }),
  fc.constantFrom(
    0.5,
    -0.5,
    1e9,
    -1e9,
    3e6,
    2 ** 28,
    2 ** 31,
    2 ** 32,
    -(2 ** 31),
    2 ** 40,
    2 ** 52,
    2 ** 53,
  ),
  fc.constantFrom(1e300, Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER),
)

/** Any forgery. */
export const forgery: fc.Arbitrary<Forgery> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ sort: fc.constant('add' as const), at: place, value: someNumber }) },
  {
    weight: 4,
    arbitrary: fc.record({
      sort: fc.constant('set' as const),
      at: place,
      value: fc.oneof({ weight: 9, arbitrary: someNumber }, fc.constantFrom('1', null, '')),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      sort: fc.constantFrom('insert' as const, 'delete' as const),
      at: place,
      count: fc.nat(6),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      sort: fc.constant('field' as const),
      name: fc.constantFrom(
        'simd',
        'precision',
        'blockSize',
        'kernelLength',
        'kernel',
        'plan',
        'initial',
        'state',
      ),
      value: fc.oneof(
        someNumber,
        fc.constantFrom('first', 'zero', 'float32', 'float64', '', null, {}, true, undefined),
        fc.constantFrom<unknown>([], ['float32'], [0, 0, 0], [[0]], 'x'.repeat(500)),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      sort: fc.constantFrom('cut' as const, 'lengthen' as const),
      bytes: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 9000 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      sort: fc.constant('overwrite' as const),
      at: place,
      // Among them NaN, infinities, the greatest and the least numbers.
      words: fc.array(
        fc.oneof(fc.constantFrom(0x7fc00000, 0x7f800000, 0x7f7fffff, 1, 0xffffffff), fc.nat()),
        {
          minLength: 1,
          maxLength: 20,
        },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      sort: fc.constant('header length' as const),
      by: fc.oneof(fc.integer({ min: -40, max: 40 }), fc.constantFrom(2 ** 31, 0xffffffff, 9000)),
    }),
  },
)

/** The snapshot after the forgeries, with the checksum that it should have. */
export function forged(bytes: Uint8Array, forgeries: readonly Forgery[]): Uint8Array {
  const end = 16 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true)
  const header: unknown = JSON.parse(Buffer.from(bytes.subarray(16, end)).toString())
  const forger = new Forger(header as Record<string, unknown>, bytes.slice(end))
  for (const one of forgeries) forger.apply(one)
  return forger.sealed()
}

class Forger {
  readonly #header: Record<string, unknown>
  #samples: Uint8Array
  #headerLengthBy = 0

  constructor(header: Record<string, unknown>, samples: Uint8Array) {
    this.#header = header
    this.#samples = samples
  }

  apply(one: Forgery): void {
    const state = this.#header['state']
    const numbers: unknown[] = Array.isArray(state) ? state : []
    const index = 'at' in one ? Math.floor(one.at * numbers.length) : 0
    switch (one.sort) {
      case 'set':
        numbers[index] = one.value
        break
      case 'add':
        numbers[index] = Number(numbers[index]) + Number(one.value)
        break
      case 'insert':
        numbers.splice(index, 0, ...new Array<number>(one.count).fill(index))
        break
      case 'delete':
        numbers.splice(index, one.count)
        break
      case 'field':
        this.#header[one.name] = one.value
        break
      case 'cut':
        this.#samples = this.#samples.slice(0, Math.max(this.#samples.length - one.bytes, 0))
        break
      case 'lengthen':
        this.#samples = Uint8Array.from([...this.#samples, ...new Uint8Array(one.bytes)])
        break
      case 'overwrite':
        this.#overwrite(one.at, one.words)
        break
      case 'header length':
        this.#headerLengthBy = one.by
    }
  }

  sealed(): Uint8Array {
    const json = Buffer.from(JSON.stringify(this.#header))
    const bytes = new Uint8Array(16 + json.length + this.#samples.length)
    bytes.set(json, 16)
    bytes.set(this.#samples, 16 + json.length)
    const prefix = new DataView(bytes.buffer)
    prefix.setUint32(0, 0x4e4c5054, true)
    prefix.setUint32(4, 1, true)
    prefix.setUint32(12, json.length + this.#headerLengthBy, true)
    prefix.setUint32(8, fingerprint(bytes.subarray(12)), true)
    return bytes
  }

  #overwrite(at: number, words: readonly number[]): void {
    const view = new DataView(this.#samples.buffer)
    const first = 4 * Math.floor((at * this.#samples.length) / 4)
    for (const [i, word] of words.entries()) {
      if (first + 4 * i + 4 <= this.#samples.length) view.setUint32(first + 4 * i, word, true)
    }
  }
}
