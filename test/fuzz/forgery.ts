import fc from 'fast-check'
import { HEADER_FROM, MAGIC, VERSION } from '../../src/stream/snapshot/encode-snapshot.js'
import { fingerprint } from '../../src/stream/snapshot/fingerprint.js'

/** A change to the contents of a snapshot, at relative positions. The checksum is corrected afterwards. */
export type Forgery =
  | { readonly sort: 'set' | 'add'; readonly at: number; readonly value: number }
  | { readonly sort: 'insert' | 'delete'; readonly at: number; readonly count: number }
  | { readonly sort: 'field'; readonly name: string; readonly value: unknown }
  | { readonly sort: 'setting'; readonly at: number; readonly value: unknown }
  | { readonly sort: 'cut' | 'lengthen'; readonly bytes: number }
  | { readonly sort: 'overwrite'; readonly at: number; readonly words: readonly number[] }
  | { readonly sort: 'header length'; readonly by: number }

/** In most states, numbers come first. */
const place = fc.oneof(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  fc.double({ min: 0, max: 0.05, noNaN: true }),
)
const someNumber = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -2000, max: 2000 }),
  fc.constantFrom(0.5, -0.5, -0, NaN, Infinity, -Infinity, 1e300, 5e-324),
  fc.constantFrom(1e9, -1e9, 3e6, 2 ** 28, 2 ** 31, 2 ** 32, -(2 ** 31), 2 ** 40, 2 ** 52, 2 ** 53),
  fc.constantFrom(Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER),
)
const anyValue = fc.oneof(
  someNumber,
  fc.constantFrom('first', 'zero', 'float32', 'float64', '0', '1', '4096', 'NaN', '', '#0', '\u001b[2J'),
  fc.constantFrom<unknown>(null, {}, true, undefined, [], ['float32'], [[0]], 'x'.repeat(500)),
)
// Including NaN, infinities, and the greatest and smallest numbers.
const word = fc.oneof(fc.constantFrom(0x7fc00000, 0x7f800000, 0x7f7fffff, 1, 0xffffffff), fc.nat())

/** Any forgery. */
export const forgery: fc.Arbitrary<Forgery> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      sort: fc.constantFrom('add' as const, 'set' as const),
      at: place,
      value: someNumber,
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
    weight: 1,
    arbitrary: fc.record({
      sort: fc.constant('field' as const),
      name: fc.constantFrom('kind', 'settings', 'other', '__proto__'),
      value: anyValue,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ sort: fc.constant('setting' as const), at: place, value: anyValue }),
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
      words: fc.array(word, { minLength: 1, maxLength: 20 }),
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

/** The snapshot after the forgeries, with a correct checksum. */
export function forged(bytes: Uint8Array, forgeries: readonly Forgery[]): Uint8Array {
  const end = HEADER_FROM + new DataView(bytes.buffer, bytes.byteOffset).getUint32(12, true)
  const header: unknown = JSON.parse(Buffer.from(bytes.subarray(HEADER_FROM, end)).toString())
  const forger = new Forger(header as Record<string, unknown>, bytes.slice(end))
  for (const one of forgeries) forger.apply(one)
  return forger.sealed()
}

class Forger {
  readonly #header: Record<string, unknown>
  #state: Uint8Array
  #headerLengthBy = 0

  constructor(header: Record<string, unknown>, state: Uint8Array) {
    this.#header = header
    this.#state = state
  }

  apply(one: Forgery): void {
    switch (one.sort) {
      case 'set':
        this.#replace(one.at, () => one.value)
        break
      case 'add':
        this.#replace(one.at, (value) => value + one.value)
        break
      case 'insert':
        this.#splice(this.#placeOf(one.at), 0, 8 * one.count)
        break
      case 'delete':
        this.#splice(this.#placeOf(one.at), 8 * one.count, 0)
        break
      case 'field':
        this.#header[one.name] = one.value
        break
      case 'setting':
        this.#set(one.at, one.value)
        break
      case 'cut':
        this.#splice(Math.max(this.#state.length - one.bytes, 0), one.bytes, 0)
        break
      case 'lengthen':
        this.#splice(this.#state.length, 0, one.bytes)
        break
      case 'overwrite':
        this.#overwrite(this.#placeOf(one.at), one.words)
        break
      case 'header length':
        this.#headerLengthBy = one.by
    }
  }

  sealed(): Uint8Array {
    const json = Buffer.from(JSON.stringify(this.#header))
    const bytes = new Uint8Array(HEADER_FROM + json.length + this.#state.length)
    bytes.set(json, HEADER_FROM)
    bytes.set(this.#state, HEADER_FROM + json.length)
    const prefix = new DataView(bytes.buffer)
    prefix.setUint32(0, MAGIC, true)
    prefix.setUint32(4, VERSION, true)
    prefix.setUint32(12, json.length + this.#headerLengthBy, true)
    prefix.setUint32(8, fingerprint(bytes.subarray(12)), true)
    return bytes
  }

  /** Where a field may begin: all begin at multiples of 8. */
  #placeOf(at: number): number {
    return 8 * Math.floor((at * this.#state.length) / 8)
  }

  #replace(at: number, change: (value: number) => number): void {
    const place = this.#placeOf(at)
    if (place + 8 > this.#state.length) return
    const view = new DataView(this.#state.buffer)
    view.setFloat64(place, change(view.getFloat64(place, true)), true)
  }

  #splice(at: number, removed: number, added: number): void {
    this.#state = Uint8Array.from([
      ...this.#state.subarray(0, at),
      ...new Uint8Array(added),
      ...this.#state.subarray(at + removed),
    ])
  }

  #set(at: number, value: unknown): void {
    const { settings } = this.#header
    if (typeof settings !== 'object' || settings === null) return
    const names = Object.keys(settings)
    const name = names.at(Math.floor(at * names.length)) ?? 'other'
    this.#header['settings'] = { ...settings, [name]: value }
  }

  #overwrite(first: number, words: readonly number[]): void {
    const view = new DataView(this.#state.buffer)
    for (const [i, word] of words.entries()) {
      if (first + 4 * i + 4 <= this.#state.length) view.setUint32(first + 4 * i, word, true)
    }
  }
}
