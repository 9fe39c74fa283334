import { runInNewContext } from 'node:vm'

/** A value that a caller without types may pass, with its name in failures. */
export interface Hostile {
  readonly label: string
  readonly value: unknown
}

const list = (entries: Readonly<Record<string, unknown>>): readonly Hostile[] =>
  Object.entries(entries).map(([label, value]) => ({ label, value }))

/** Values that are valid only as their own kind. */
export const strangers = list({
  null: null,
  'a Symbol': Symbol('hostile'),
  'a bigint': 1n,
  'a Map': new Map([[0, 1]]),
  'a Set': new Set([1]),
  'a Date': new Date(0),
  'a RegExp': /1/,
  'a Promise': Promise.resolve(1),
  'an ArrayBuffer': new ArrayBuffer(8),
  'a DataView': new DataView(new ArrayBuffer(8)),
  'a BigInt64Array': BigInt64Array.of(1n),
  'a WeakMap': new WeakMap(),
  'an Error': new Error('hostile'),
})

export const missing = list({ undefined: undefined })
export const flags = list({ true: true, false: false })
export const strings = list({ 'an empty string': '', 'the string 3': '3', 'a string': 'hostile\u001b[31m' })
export const functions = list({ 'a function': () => 1, 'a class': URL })
export const objects = list({
  'an object': {},
  'an object without a prototype': Object.create(null) as object,
  'an array-like object': { length: 2, 0: 1, 1: 2 },
})
export const goodNumbers = list({ '1': 1 })
export const oddNumbers = list({ '0': 0, '-1': -1, '1.5': 1.5 })
export const wildNumbers = list({
  NaN: NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
  '2^53': 2 ** 53,
  '1e300': 1e300,
  '5e-324': 5e-324,
})
export const goodArrays = list({
  'an array': [1, 2],
  'a Float32Array': Float32Array.of(1, 2, 3),
  'a Float64Array of another realm': runInNewContext('Float64Array.of(1, 2)') as unknown,
  'a shared Float32Array': new Float32Array(new SharedArrayBuffer(8)),
})
export const oddArrays = list({ 'an empty array': [], 'an array of NaN': [NaN, Infinity] })
export const wrongArrays = list({
  'an array of null': [null, 1],
  'an array that ends in null': [1, 2, null],
  'an array of undefined': [1, undefined],
  'an array with a hole': Object.assign(new Array<number>(3), { 0: 1 }),
  'an array of strings': ['1', '2'],
  'an array of bigints': [1n, 2n],
  'an array of Symbols': [1, Symbol('hostile')],
  'an array of objects': [{}, {}],
  'an array of booleans': [1, true],
})
export const nestedArrays = list({
  'an array of arrays': [[1, 2], [3]],
  'an array of typed arrays': [Float32Array.of(1)],
})
export const detached = list({ 'an array whose memory was transferred': detachedArray() })

function detachedArray(): Float32Array {
  const array = Float32Array.of(1, 2, 3)
  structuredClone(array, { transfer: [array.buffer] })
  return array
}
