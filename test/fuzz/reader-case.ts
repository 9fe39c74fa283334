import fc from 'fast-check'
import { type PcmFormat, pcmFormats, type WavFormat, wavFormats } from 'tapline/format'
import { type Damage, damage } from './damage.js'

/** An input for a reader, its damage, and its chunking. */
export interface ReaderCase {
  readonly input: WavInput | PcmInput | TextInput
  readonly damages: readonly Damage[]
  /** The lengths of the chunks, taken in turn. */
  readonly chunks: readonly number[]
}

export interface WavInput {
  readonly kind: 'wav'
  readonly format: WavFormat
  readonly channels: number
  readonly frames: number
  /** Whether the header states the number of frames. */
  readonly isSized: boolean
  /** The length of another chunk before it, if any. */
  readonly other: number | undefined
}

export interface PcmInput {
  readonly kind: 'pcm'
  readonly format: PcmFormat
  readonly channels: number
  readonly frames: number
}

export interface TextInput {
  readonly kind: 'csv' | 'ndjson'
  readonly text: string
  readonly columns: readonly (string | number)[] | undefined
  readonly time: string | number | undefined
}

const length = fc.oneof(fc.nat(5), fc.nat(60))
const wav = fc.record({
  kind: fc.constant('wav' as const),
  format: fc.constantFrom(...wavFormats),
  channels: fc.integer({ min: 1, max: 3 }),
  frames: length,
  isSized: fc.boolean(),
  other: fc.option(fc.nat(40), { nil: undefined }),
})
const pcm = fc.record({
  kind: fc.constant('pcm' as const),
  format: fc.constantFrom(...pcmFormats),
  channels: fc.integer({ min: 1, max: 3 }),
  frames: length,
})

const field = fc.oneof(
  fc.double().map(String),
  fc.integer().map(String),
  fc.constantFrom('', 'NaN', 'x', '"1"', '"a,\n""b"', '12:00', 'é', ' 2 '),
)
const csvText = fc
  .tuple(
    fc.constantFrom('', 'a,b\n', 'a\r\n', '"a","é"\n', '\ufeffa,b\n'),
    fc.array(fc.array(field, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n', '\n\n'),
  )
  .map(([header, rows, lineEnd]) => header + rows.map((fields) => fields.join(',')).join(lineEnd))
const jsonText = fc
  .tuple(
    fc.constantFrom('number' as const, 'array' as const, 'object' as const),
    fc.array(fc.tuple(fc.double({ noNaN: true }), fc.option(fc.nat(99))), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n', '\n \n'),
  )
  .map(([sort, rows, lineEnd]) =>
    rows
      .map(([a, b]) => JSON.stringify({ number: a, array: [a, b], object: { a, é: b } }[sort]))
      .join(lineEnd),
  )
const column = fc.constantFrom<string | number>('a', 'b', 'é', 0, 1)
const choice = {
  columns: fc.option(fc.array(column, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  time: fc.option(column, { nil: undefined, freq: 3 }),
}
const text: fc.Arbitrary<TextInput> = fc.oneof(
  fc.record({ kind: fc.constant('csv' as const), text: csvText, ...choice }),
  fc.record({ kind: fc.constant('ndjson' as const), text: jsonText, ...choice }),
)

/** Any case. */
export const readerCase: fc.Arbitrary<ReaderCase> = fc.record({
  input: fc.oneof(wav, pcm, text, text),
  damages: fc.array(damage, { maxLength: 4 }),
  chunks: fc.oneof(
    fc.constant([1]),
    fc
      .array(fc.oneof(fc.nat(5), fc.nat(60)), { minLength: 1, maxLength: 6 })
      .filter((lengths) => lengths.some((count) => count > 0)),
  ),
})
