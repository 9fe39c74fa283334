import {
  CsvReader,
  type CsvReaderOptions,
  GapFiller,
  InputError,
  NdjsonReader,
  PcmDecoder,
  PcmEncoder,
  type SeriesChunk,
  type SeriesOptions,
  SoundReader,
  StepChecker,
  WavEncoder,
  WavReader,
} from 'tapline/format'
import { describe, expect, test } from 'vitest'
import { expectForgeriesToDoNoHarm, expectToResume, type Resuming } from '../support/resuming.js'

const isInputError = (error: unknown): boolean => error instanceof InputError

function expectAll<In, Out>(resuming: Resuming<In, Out>, isRefusedLater = isInputError): void {
  expectToResume(resuming)
  expectForgeriesToDoNoHarm(resuming, 100, isRefusedLater)
}

/** A few bytes at a time, so that chunks end within characters, quotes, headers and frames. */
function cut(bytes: Uint8Array, ...lengths: number[]): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length]
    chunks.push(bytes.subarray(at, at + length))
    at += length
  }
  return chunks
}

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('A snapshot of a reader of tables resumes bit for bit', () => {
  const texts: [string, string, CsvReaderOptions][] = [
    [
      'a delimiter to be found',
      '﻿größe;"a ""b\n;c";t\n1,5;2;12:00\n\n"3";nan;"12\n:01"\r\n4;5;6',
      { time: 't' },
    ],
    [
      'a delimiter that is given',
      'größe|t\n1.5|12:00\n2|1200\n',
      { delimiter: '|', columns: ['größe'], time: 't' },
    ],
    ['no names', '1,2,3\n4,5,6\n7,,9', { columns: [2, 0] }],
    [
      'comments and missing values',
      '# ä\n# b\nx,y\n1,–\n2,3\n#\n4,5',
      { comment: '#', na: ['–'], skipRows: 1 },
    ],
  ]
  test.each(texts)('CSV, with %s', (_, text, options) => {
    for (const lengths of [[1], [3, 1, 4]]) {
      expectAll({
        create: () => new CsvReader(options),
        restore: (bytes) => CsvReader.restore(options, bytes),
        chunks: cut(utf8(text), ...lengths),
      })
    }
  })

  const lines: [string, string, SeriesOptions][] = [
    ['objects', '{"é":1,"b":"x","c":null}\n{"é":2.5,"b":3}\r\n\n{"é":null}', {}],
    ['chosen columns', '{"v":1,"t":"ü"}\n{"v":2,"t":12345678901234567890}\n', { columns: ['v'], time: 't' }],
    ['arrays', '[1,2,3]\n[4,null,6]', {}],
    ['numbers', '1\n2\nnull\n4', {}],
  ]
  test.each(lines)('NDJSON, of %s', (_, text, options) => {
    for (const lengths of [[1], [3, 1, 4]]) {
      expectAll({
        create: () => new NdjsonReader(options),
        restore: (bytes) => NdjsonReader.restore(options, bytes),
        chunks: cut(utf8(text), ...lengths),
      })
    }
  })

  test('after an error, which is thrown again', () => {
    const reader = new CsvReader()
    expect(reader.process(utf8('a,b\n1,2\n3,x\n')).length).toBe(1)
    const bytes = reader.snapshot()
    const restored = CsvReader.restore(bytes)
    expect(restored.snapshot()).toEqual(bytes)
    expect(restored.names).toEqual(['a', 'b'])
    const errorOf = (one: CsvReader) => {
      try {
        return one.process(utf8('5,6\n'))
      } catch (error) {
        return error
      }
    }
    expect(errorOf(restored)).toEqual(errorOf(reader))
    expect(errorOf(restored)).toMatchObject({ offset: 10, line: 3 })
    expect(() => restored.flush()).toThrow(InputError)
    expect(restored.process(utf8('v\n1\n')).columns).toEqual([Float64Array.of(1)])
  })

  test('only with the same options', () => {
    const bytes = new CsvReader({ columns: ['1'] }).snapshot()
    expect(() => CsvReader.restore({ columns: [1] }, bytes)).toThrow(
      'columns must be ["1"], as it was when the snapshot was taken, got [1]',
    )
  })
})

describe('A snapshot of a checker or filler resumes bit for bit', () => {
  test.each([
    ['few times', [[1, 2, '3'], [4], [], [5, 7]]],
    ['dates', [['2024-01-01', '2024-01-02'], ['2024-01-03T00:00:00.25'], ['2024-01-05'], [4]]],
    [
      'nanoseconds',
      [['1700000000000000001'], ['1700000000000000002', '1700000000000000003'], ['1700000000000000009']],
    ],
    [
      'many times',
      Array.from({ length: 30 }, (_, i) => [
        5 * i,
        5 * i + 1,
        5 * i + 2,
        5 * i + 3,
        5 * i + (i > 25 ? 3.5 : 4),
      ]),
    ],
  ])('StepChecker, of %s', (_, chunks) => {
    const options = { tolerance: 0.2 }
    expectAll({
      create: () => new StepChecker(options),
      restore: (bytes) => StepChecker.restore(options, bytes),
      chunks,
    })
  })

  test.each([['nan' as const], [{ linear: 1 }], [{ linear: 3 }]])('GapFiller, gaps %j', (gaps) => {
    const rows = (a: number[], b: number[]): SeriesChunk => ({
      length: a.length,
      columns: [Float64Array.from(a), Float64Array.from(b)],
      times: a.map((value, i) => (i % 2 === 0 ? `t${value}` : i)),
    })
    const resuming = {
      create: () => new GapFiller({ gaps }),
      restore: (bytes: Uint8Array) => GapFiller.restore({ gaps }, bytes),
      chunks: [
        { length: 0, columns: [], times: [] },
        rows([1, NaN], [NaN, 2]),
        rows([NaN], [Infinity]),
        rows([4, NaN, NaN], [NaN, NaN, NaN]),
        rows([NaN, NaN], [NaN, 8]),
        rows([7, 8], [9, NaN]),
      ],
    }
    // A filler accepts only its own number of columns.
    expectAll(resuming, (error) => error instanceof RangeError && error.message.startsWith('columns must be'))
  })
})

describe('A snapshot of samples as bytes resumes bit for bit', () => {
  const bytes = Uint8Array.from({ length: 97 }, (_, i) => (i * 37) % 256)
  const signal = (length: number) => Float32Array.from({ length }, (_, i) => 1.5 * Math.sin(i))

  test.each([
    ['s16le', 2],
    ['s24be', 3],
    ['f64le', 1],
    ['mulaw', 1],
  ] as const)('PcmDecoder, %s of %i channels', (format, channels) => {
    const options = { format, channels }
    const frame = channels * (format === 's24be' ? 3 : format === 's16le' ? 2 : format === 'f64le' ? 8 : 1)
    const whole = bytes.subarray(0, bytes.length - (bytes.length % frame))
    expectAll({
      create: () => new PcmDecoder(options),
      restore: (snapshot) => PcmDecoder.restore(options, snapshot),
      chunks: cut(whole, 1, 5, 2),
    })
  })

  test.each(['s16le', 'f32be', 'u8'] as const)('PcmEncoder, %s', (format) => {
    const options = { format, channels: 2 }
    expectAll({
      create: () => new PcmEncoder(options),
      restore: (snapshot) => PcmEncoder.restore(options, snapshot),
      chunks: [3, 0, 100, 1].map((length) => [signal(length), signal(length)]),
    })
    const encoder = new PcmEncoder(options)
    encoder.process([signal(9), signal(9)])
    const { frames, peak, clipped } = encoder
    expect(PcmEncoder.restore(options, encoder.snapshot())).toMatchObject({ frames, peak, clipped })
  })

  test.each([undefined, 13])('WavEncoder, of %s frames', (frames) => {
    const options = { sampleRate: 8000, format: 'u8' as const, ...(frames === undefined ? {} : { frames }) }
    expectAll(
      {
        create: () => new WavEncoder(options),
        restore: (snapshot) => WavEncoder.restore(options, snapshot),
        chunks: [3, 0, 9, 1].map((length) => [signal(length)]),
      },
      // More or fewer than stated.
      (error) =>
        error instanceof RangeError && error.message.includes('frames must be the number written, got'),
    )
  })

  const text = (ascii: string) => [...utf8(ascii)]
  const uint32 = (value: number) => [...new Uint8Array(Uint32Array.of(value).buffer)]
  const list = [...text('LIST'), ...uint32(5), 1, 2, 3, 4, 5, 0]
  const fmt = [...text('fmt '), ...uint32(16), 1, 0, 2, 0, ...uint32(8000), ...uint32(32_000), 4, 0, 16, 0]
  const riff = (dataSize: number, ...data: number[]) =>
    Uint8Array.from([
      ...text('RIFF'),
      ...uint32(400),
      ...text('WAVE'),
      ...list,
      ...fmt,
      ...list,
      ...text('data'),
      ...uint32(dataSize),
      ...data,
    ])
  const samples = Array.from({ length: 22 }, (_, i) => i)

  test.each([
    ['whole', riff(22 - 2, ...samples)],
    ['cut short', riff(24, ...samples)],
    ['a stream', riff(0xffffffff, ...samples.slice(0, 20))],
    ['never completed', riff(0, ...samples.map((value) => value + 200))],
  ])('WavReader and SoundReader, of a file that is %s', (_, file) => {
    const shown = (result: unknown) => result
    for (const lengths of [[1], [3, 7, 2]]) {
      for (const Reader of [WavReader, SoundReader]) {
        const options = { precision: 'float64' as const }
        expectAll({
          create: () => new Reader(options),
          restore: (snapshot: Uint8Array) => Reader.restore(options, snapshot),
          chunks: cut(file, ...lengths),
          shown,
        })
      }
    }
  })

  test('SoundReader, of AU', () => {
    const au = Uint8Array.of(
      46,
      115,
      110,
      100,
      0,
      0,
      0,
      28,
      255,
      255,
      255,
      255,
      0,
      0,
      0,
      3,
      0,
      0,
      31,
      64,
      0,
      0,
      0,
      1,
      7,
      7,
      7,
      7,
      64,
      0,
    )
    expectAll({
      create: () => new SoundReader(),
      restore: (snapshot) => SoundReader.restore(snapshot),
      chunks: cut(au, 1, 5),
    })
  })

  test('includes header and warnings', () => {
    const reader = new WavReader()
    reader.process(riff(24, ...samples))
    expect(WavReader.restore(reader.snapshot()).header).toEqual(reader.header)
    reader.flush()
    expect(reader.warnings.length).toBe(1)
    expect(WavReader.restore(reader.snapshot()).warnings).toEqual(reader.warnings)
    expect(reader.snapshot().length).toBeLessThan(500)
  })

  test('includes the error of a header, which is thrown each time', () => {
    const reader = new WavReader()
    const garbage = new Uint8Array(50)
    const message = 'this is not a WAV file: it begins with "\\u0000\\u0000\\u0000\\u0000", not with "RIFF"'
    expect(() => reader.process(garbage)).toThrow(message)
    expect(() => reader.process(garbage)).toThrow(message)
    expect(() => WavReader.restore(reader.snapshot()).process(garbage)).toThrow(message)
  })

  test('a header of endless chunks is refused', () => {
    const reader = new WavReader()
    reader.process(Uint8Array.from([...text('RIFF'), ...uint32(0xffffffff), ...text('WAVE')]))
    const empty = Uint8Array.from(Array.from({ length: 9000 }, () => [...text('JUNK'), 0, 0, 0, 0]).flat())
    expect(() => reader.process(empty)).toThrow('thousands of chunks before its samples')
  })
})
