import { describe, expect, test } from 'vitest'
import { SnapshotReader } from '../../src/stream/snapshot/snapshot-reader.js'
import { SnapshotWriter } from '../../src/stream/snapshot/snapshot-writer.js'

function written(write: (writer: SnapshotWriter) => void): Uint8Array {
  const writer = new SnapshotWriter()
  write(writer)
  return writer.bytes.slice()
}

interface Field {
  readonly name: string
  readonly write: (writer: SnapshotWriter) => void
  readonly read: (reader: SnapshotReader) => unknown
  readonly value: unknown
}

const fields: Field[] = [
  { name: 'number', write: (w) => w.number(-Infinity), read: (r) => r.number(), value: -Infinity },
  { name: 'finite', write: (w) => w.number(0.5), read: (r) => r.finite(0.5, 0.5), value: 0.5 },
  { name: 'count', write: (w) => w.number(3), read: (r) => r.count(3, 3), value: 3 },
  { name: 'other count', write: (w) => w.number(-1), read: (r) => r.countOr(-1, 0, 9), value: -1 },
  { name: 'count, not the other', write: (w) => w.number(9), read: (r) => r.countOr(-1, 0, 9), value: 9 },
  { name: 'flag', write: (w) => w.flag(true), read: (r) => r.flag(), value: true },
  {
    name: 'samples of float32',
    write: (w) => w.samples(Float32Array.of(1, NaN, 3)),
    read: (r) => r.newSamples(3, 'float32'),
    value: Float32Array.of(1, NaN, 3),
  },
  {
    name: 'samples of float64',
    write: (w) => w.samples(Float64Array.of(1, 2)),
    read: (r) => r.newSamples(2, 'float64'),
    value: Float64Array.of(1, 2),
  },
  {
    name: 'blob',
    write: (w) => w.blob(Uint8Array.of(1, 2, 3)),
    read: (r) => r.blob(3),
    value: Uint8Array.of(1, 2, 3),
  },
  { name: 'text', write: (w) => w.text('größe'), read: (r) => r.text(5), value: 'größe' },
]

describe.each(fields)('A $name', ({ write, read, value }) => {
  const bytes = written((writer) => {
    write(writer)
    writer.number(7)
  })

  test('is read as it was written, as is the field after it', () => {
    const reader = new SnapshotReader(bytes)
    expect(read(reader)).toEqual(value)
    expect(reader.number()).toBe(7)
    expect(() => reader.end()).not.toThrow()
  })

  test('is refused if the bytes end too early', () => {
    const whole = bytes.length - 8
    for (let length = 0; length < whole; length++) {
      expect(() => read(new SnapshotReader(bytes.subarray(0, length))), `${length} bytes`).toThrow(RangeError)
    }
    expect(read(new SnapshotReader(bytes.subarray(0, whole)))).toEqual(value)
  })
})

test.each<[string, number, (reader: SnapshotReader) => unknown]>([
  ['finite', NaN, (reader) => reader.finite()],
  ['finite', Infinity, (reader) => reader.finite()],
  ['at least 1', 0.99, (reader) => reader.finite(1, 2)],
  ['at most 2', 2.01, (reader) => reader.finite(1, 2)],
  ['a whole number', 1.5, (reader) => reader.count(1, 2)],
  ['a whole number of at least 1', 0, (reader) => reader.count(1, 2)],
  ['a whole number of at most 2', 3, (reader) => reader.count(1, 2)],
  ['-1, or a whole number of at least 1', 0, (reader) => reader.countOr(-1, 1, 2)],
  ['0 or 1', 2, (reader) => reader.flag()],
  ['the length of at most 2 bytes', 3, (reader) => reader.blob(2)],
  ['the length of at most 2 characters', 3, (reader) => reader.text(2)],
])('What must be %s is not %d', (_what, value, read) => {
  const bytes = written((writer) => {
    for (const number of [value, 0, 0]) writer.number(number)
  })
  expect(() => read(new SnapshotReader(bytes))).toThrow(RangeError)
})

test('A count is never -0', () => {
  const reader = new SnapshotReader(written((writer) => writer.number(-0)))
  expect(reader.count(0, 1)).toBe(0)
})

test('Bytes that are left over are refused', () => {
  const reader = new SnapshotReader(new Uint8Array(8))
  expect(() => reader.end()).toThrow(RangeError)
  expect(() => reader.require(8)).not.toThrow()
  expect(() => reader.require(9)).toThrow(RangeError)
})
