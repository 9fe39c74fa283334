import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import {
  CsvReader,
  type CsvReaderOptions,
  InputError,
  NdjsonReader,
  type SeriesChunk,
  type SeriesOptions,
} from 'tapline/format'
import { describe, expect, test, vi } from 'vitest'
import { SEED } from '../support/seed.js'
import { cut, outcome } from './support.js'

const utf8 = (text: string) => new TextEncoder().encode(text)

/** All rows: one array per row, with the time first, if there is one. */
function rowsOf(chunks: readonly SeriesChunk[]): (number | string)[][] {
  return chunks.flatMap(({ length, columns, times }) =>
    Array.from({ length }, (_, i) => [...times.slice(i, i + 1), ...columns.map((values) => values[i])]),
  )
}

function csv(
  text: string | Uint8Array,
  options: CsvReaderOptions = {},
  sizes: readonly number[] = [2 ** 30],
) {
  const { results, error } = outcome(
    new CsvReader(options),
    cut(typeof text === 'string' ? utf8(text) : text, sizes),
  )
  return { rows: rowsOf(results), error }
}

function ndjson(text: string, options: SeriesOptions = {}, sizes: readonly number[] = [2 ** 30]) {
  const { results, error } = outcome(new NdjsonReader(options), cut(utf8(text), sizes))
  return { rows: rowsOf(results), error }
}

describe('CsvReader', () => {
  test.each<[string, string, CsvReaderOptions, (number | string)[][]]>([
    ['numbers without a header', '1\n2.5\n-3e2\n', {}, [[1], [2.5], [-300]]],
    ['a header that is noticed', 'v\n1\n2', {}, [[1], [2]]],
    ['a column by name', 'a,b,c\n1,2,3\n4,5,6\n', { columns: ['b'] }, [[2], [5]]],
    ['columns in the order asked for', 'a,b,c\n1,2,3\n', { columns: ['c', 'a'] }, [[3, 1]]],
    ['a column by number', '7,x\n8,y\n', { columns: [0] }, [[7], [8]]],
    ['a name that looks like a number', '1,2\n3,4\n', { columns: ['2'] }, [[4]]],
    [
      'times as text',
      't,v\n12:00,1\n12:01,2',
      { columns: ['v'], time: 't' },
      [
        ['12:00', 1],
        ['12:01', 2],
      ],
    ],
    [
      'times as numbers, all others columns',
      '0.5,1,2\n1,3,4',
      { time: 0 },
      [
        [0.5, 1, 2],
        [1, 3, 4],
      ],
    ],
    ['CRLF, empty lines and spaces', '\r\na, b\r\n\r\n 1 , 2 \r\n', { columns: ['b'] }, [[2]]],
    ['a byte-order mark', '\ufeffv\n1\n', { columns: ['v'] }, [[1]]],
    ['a byte-order mark before numbers', '\ufeff1\n2\n', {}, [[1], [2]]],
    ['quotes', '"a ""b""","c,\nd"\n"1", "2" \n', { columns: ['a "b"', 'c,\nd'] }, [[1, 2]]],
    ['semicolons', 'a;b\n1;2', { delimiter: ';' }, [[1, 2]]],
    [
      'tabs and empty fields',
      'a\tb\n\t2\n1\t',
      { delimiter: '\t' },
      [
        [NaN, 2],
        [1, NaN],
      ],
    ],
    [
      'missing values and infinity',
      'NaN,NA,null\ninf,-Infinity,+INF',
      {},
      [
        [NaN, NaN, NaN],
        [Infinity, -Infinity, Infinity],
      ],
    ],
    [
      'what C prints for none',
      '-nan,nan,+NaN\n-inf,1,2',
      {},
      [
        [NaN, NaN, NaN],
        [-Infinity, 1, 2],
      ],
    ],
    ['a quote after a byte-order mark', '\ufeff"a\n"\n1\n', {}, [[1]]],
    [
      'quotes after a delimiter of two bytes',
      '1·"2"\n3·4',
      { delimiter: '·' },
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['lines that end with CRCRLF', '1\r\r\n2\r\r\n', {}, [[1], [2]]],
    ['rows that have more than what is chosen', '1\n2,3\n4,x', { columns: [0] }, [[1], [2], [4]]],
    ['names of other alphabets', 'Größe,温度\n1,2\n', { columns: ['温度'] }, [[2]]],
    ['nothing', '', {}, []],
    ['a header alone', 'a,b\n', {}, []],
  ])('reads %s', (_, text, options, rows) => {
    for (const sizes of [[2 ** 30], [1], [2, 3]])
      expect(csv(text, options, sizes)).toEqual({ rows, error: undefined })
  })

  test('reports the names, and forgets them at the end', () => {
    const reader = new CsvReader({ columns: [1] })
    reader.process(utf8('a,b\n1,2\n'))
    expect(reader.names).toEqual(['a', 'b'])
    reader.flush()
    expect(reader.names).toBeUndefined()
    expect(rowsOf([reader.process(utf8('1,2\n'))])).toEqual([[2]])
    expect(reader.names).toBeUndefined()
  })

  test.each<
    [string, string | Uint8Array, CsvReaderOptions, (number | string)[][], { offset: number; line: number }]
  >([
    [
      'line 3 (byte 4), column "v": "x" is not a number: choose other columns, or correct it',
      'v\n1\nx\n2',
      {},
      [[1]],
      { offset: 4, line: 3 },
    ],
    [
      'line 2 (byte 4), column "t": "12:00" is not a number: choose other columns, or correct it',
      't,v\n12:00,1\n',
      {},
      [],
      { offset: 4, line: 2 },
    ],
    [
      'line 2 (byte 3), column 0 (from 0): "x" is not a number: choose other columns, or correct it',
      ',v\nx,1\n',
      {},
      [],
      { offset: 3, line: 2 },
    ],
    [
      'line 3 (byte 9) has 1 fields, which do not include column "v"',
      't,v\n1,2\n3\n',
      { columns: ['v'], time: 't' },
      [[1, 2]],
      { offset: 9, line: 3 },
    ],
    [
      'line 1 (byte 0) has no column "w": use one of "u", "v", or a number from 0',
      'u,v\n1,2',
      { columns: ['w'] },
      [],
      { offset: 0, line: 1 },
    ],
    [
      'line 2 (byte 5) has 1 fields, which do not include column 1 (from 0)',
      '1,2\n3\n',
      {},
      [[1, 2]],
      { offset: 5, line: 2 },
    ],
    [
      'line 2 (byte 8) has a quote within a field that does not begin with one: quote all of it',
      'ä,b\n1,2"3"\n',
      {},
      [],
      { offset: 8, line: 2 },
    ],
    [
      'line 1 (byte 1) has a carriage return (CR) within: end lines with LF or CRLF',
      '1\r2\r3\r',
      {},
      [],
      { offset: 1, line: 1 },
    ],
    [
      'line 1 (byte 2), column 1 (from 0): "x" is not a number: choose other columns, or correct it',
      '1,x\n2,3\n',
      {},
      [],
      { offset: 2, line: 1 },
    ],
    [
      'line 2 (byte 5) has a quote within a field that does not begin with one: quote all of it',
      '1,2\n3",4\n5,6\n7",8\n',
      {},
      [[1, 2]],
      { offset: 5, line: 2 },
    ],
    ['line 1 (byte 3) continues after the end of a quoted field', '"1"2\n', {}, [], { offset: 3, line: 1 }],
    [
      'line 2 (byte 2) has a quote that does not end: close it',
      '1\n"2\n3',
      {},
      [[1]],
      { offset: 2, line: 2 },
    ],
    [
      'line 2 (byte 2) is not UTF-8: convert it, for example with iconv',
      Uint8Array.of(49, 10, 0xff, 10),
      {},
      [[1]],
      { offset: 2, line: 2 },
    ],
    [
      'line 3 (byte 9), column 1 (from 0): "0x10" is not a number: choose other columns, or correct it',
      '1,"2\n"\n3,0x10',
      { columns: [1] },
      [[2]],
      { offset: 9, line: 3 },
    ],
  ])('says %s', (message, text, options, rows, place) => {
    for (const sizes of [[2 ** 30], [1], [3, 4]]) {
      const { rows: found, error } = csv(text, options, sizes)
      expect(found).toEqual(rows)
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject(place)
      expect((error as Error).message).toBe(message)
    }
  })

  test('returns the rows before an error, then fails until it is reset', () => {
    const reader = new CsvReader()
    expect(reader.process(utf8('1\n2\nx\n3\n')).length).toBe(2)
    expect(() => reader.process(utf8('4\n'))).toThrow('line 3 (byte 4)')
    expect(() => reader.process(utf8('4\n'))).toThrow('line 3 (byte 4)')
    reader.reset()
    expect(reader.process(utf8('4\n')).length).toBe(1)
  })

  test.each([[[2 ** 30]], [[1000]]])('does not let a line fill the memory (chunks of %j)', (sizes) => {
    const { rows, error } = csv(`1\n"${'a\n'.repeat(2 ** 19)}`, {}, sizes)
    expect(rows).toEqual([[1]])
    expect((error as Error).message).toBe(
      'line 2 (byte 2) has more than 1048576 bytes: is this text, and each quote closed?',
    )
  })

  test('refuses invalid arguments with its arguments', () => {
    expect(() => new CsvReader({ columns: [] })).toThrow(
      'columns must have at least one column, got none: leave it out for all',
    )
    expect(() => new CsvReader({ columns: [-1] })).toThrow(RangeError)
    expect(() => new CsvReader({ columns: 'v' as unknown as string[] })).toThrow(TypeError)
    expect(() => new CsvReader({ time: 1.5 })).toThrow('time must be a whole number of at least 0, got 1.5')
    for (const delimiter of ['', ',,', '"', '\n'])
      expect(() => new CsvReader({ delimiter })).toThrow(RangeError)
    expect(() => new CsvReader().process('1\n' as unknown as Uint8Array)).toThrow(TypeError)
  })

  test(`returns what was written, however cut (seed ${SEED})`, () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 5 })
      .filter((text) => text.trim() === text && !/[\r\n]/.test(text))
    const property = fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      fc.array(fc.array(fc.double(), { minLength: 4, maxLength: 4 }), { maxLength: 5 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      (names, table, quoted, size) => {
        const quote = (text: string) =>
          quoted || /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
        const lines = [names, ...table.map((row) => row.slice(0, names.length).map(String))]
        const text = lines.map((fields) => fields.map(quote).join(',')).join('\n')
        // A delimiter beside a name that contains another one cannot be detected.
        const { rows, error } = csv(text, { columns: names, delimiter: ',' }, [size])
        expect(error).toBeUndefined()
        expect(rows).toEqual(
          table.map((row) =>
            row.slice(0, names.length).map((value) => (value === 0 ? Number(String(value)) : value)),
          ),
        )
      },
    )
    fc.assert(property, { seed: SEED })
  })
})

describe('A dialect of CSV', () => {
  test.each<[string, string, CsvReaderOptions, (number | string)[][]]>([
    [
      'semicolons and decimal commas',
      'v;w\n1,5;-2,25\n3;4\n',
      {},
      [
        [1.5, -2.25],
        [3, 4],
      ],
    ],
    ['tabs', 'v\tw\n1.5\t2\n', {}, [[1.5, 2]]],
    ['bars', '1|2\n', {}, [[1, 2]]],
    ['decimal commas in one column, on request', 'v\n1,5\n2,5\n', { decimal: ',' }, [[1.5], [2.5]]],
    ['decimal commas in quotes', 'v,w\n"1,5",2\n', { delimiter: ',', columns: ['w'] }, [[2]]],
    ['thousandths after a value that reveals decimal commas', 'v;w\n0,5;1,234\n', {}, [[0.5, 1.234]]],
    ['thousandths, on request', 'v;w\n1,234;2\n', { decimal: ',' }, [[1.234, 2]]],
    ['a quoted delimiter in the names', '"a;b",c\n1,2\n', {}, [[1, 2]]],
    [
      'comments, in front and between',
      '# made by; a logger\nv,w\n1,2\n#3\n4,5',
      { comment: '#' },
      [
        [1, 2],
        [4, 5],
      ],
    ],
    ['lines in front', 'Station 7; Graz\n\nv,w\n1,2\n', { skipRows: 2 }, [[1, 2]]],
    ['texts that stand for nothing', 'v\n-9999\n1\n--\n', { na: ['-9999', '--'] }, [[NaN], [1], [NaN]]],
    ['a delimiter at the end of each line', 'v;w\n1;2;\n', {}, [[1, 2]]],
  ])('may have %s', (_, text, options, rows) => {
    for (const sizes of [[1000], [1], [3, 7]])
      expect(csv(text, options, sizes)).toEqual({ rows, error: undefined })
  })

  test.each<[string, CsvReaderOptions, string]>([
    ['v\n1,5\n2,5\n', {}, "line 2 (byte 4) has 2 fields, and there are 1 names: set decimal: ','"],
    ['v,w\n1,2,3\n', {}, 'line 2 (byte 8) has 3 fields, and there are 2 names: correct it'],
    ['v;w\n1,234;2\n', {}, 'line 2 (byte 4), column "v": "1,234" is not a number: set decimal: \',\''],
    ['v;w\n1.234,5;2\n', {}, 'is not a number'],
    ['v;w\n1,5;2\n', { decimal: '.' }, 'is not a number'],
    ['v;w\n1.5;2\n', { decimal: ',' }, 'is not a number'],
  ])('is never silently read as other numbers: %j', (text, options, message) => {
    for (const sizes of [[1000], [1]]) expect(String(csv(text, options, sizes).error)).toContain(message)
  })

  test('is detected again in each file', () => {
    const reader = new CsvReader()
    const rows = (text: string) => rowsOf([reader.process(utf8(text)), reader.flush()])
    expect(rows('v;w\n1,5;2\n')).toEqual([[1.5, 2]])
    expect(rows('v,w\n1,5\n')).toEqual([[1, 5]])
    expect(rows('1\t2')).toEqual([[1, 2]])
    expect(rows('')).toEqual([])
  })

  test.each<[CsvReaderOptions, string]>([
    [{ delimiter: ',', decimal: ',' }, 'decimal must be another character than delimiter'],
    [{ comment: '' }, 'comment must have at least one character'],
    [{ skipRows: -1 }, 'skipRows must be a whole number of at least 0'],
    [{ na: 'x' as unknown as string[] }, 'na must be an array of texts'],
    [{ delimter: ';' } as CsvReaderOptions, "unknown option 'delimter': did you mean 'delimiter'?"],
  ])('is refused if invalid: %j', (options, message) => {
    expect(() => new CsvReader(options)).toThrow(message)
  })
})

test('Times are kept to the last digit', () => {
  const text = 't,v\n1767225600000000001,1\n1.50,2\n12,3\n'
  expect(csv(text, { time: 't' }).rows).toEqual([
    ['1767225600000000001', 1],
    ['1.50', 2],
    [12, 3],
  ])
})

test('Reading is not slower for carriage returns, quotes, and chunks after a row of many fields', () => {
  const returns = '\r'.repeat(2 ** 19)
  expect(csv(`1,2\n1,2${returns}\n`).rows).toEqual([
    [1, 2],
    [1, 2],
  ])
  const first = csv(`1,2\n1${returns}x,2\n`).error as InputError
  expect([first.line, first.offset]).toEqual([2, 5])
  // A carriage return at the end, for which each field would be searched.
  expect(csv(`${'"1",'.repeat(200_000)}1\r`).rows).toHaveLength(1)
  const reader = new CsvReader()
  reader.process(utf8(`${'1,'.repeat(499_999)}1\n`))
  for (let i = 0; i < 20; i++) expect(reader.process(utf8('1')).columns.length).toBe(500_000)
}, 30_000)

test('Readers load without TextDecoder, as in an AudioWorklet', async () => {
  vi.stubGlobal('TextDecoder', undefined)
  vi.resetModules()
  const { PcmDecoder } = await import('tapline/format')
  expect(new PcmDecoder({ format: 's16le' }).process(Uint8Array.of(0, 64))).toEqual([Float32Array.of(0.5)])
  vi.unstubAllGlobals()
})

describe('NdjsonReader', () => {
  test.each<[string, string, SeriesOptions, (number | string)[][]]>([
    ['numbers', '1\n2.5\nnull\n', {}, [[1], [2.5], [NaN]]],
    [
      'arrays',
      '[1,2]\n[3,4]',
      {},
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['elements', '[1,2]\n[3,4]', { columns: [1] }, [[2], [4]]],
    [
      'elements with a time',
      '["a",2]\n["b",4]',
      { time: 0 },
      [
        ['a', 2],
        ['b', 4],
      ],
    ],
    [
      'objects',
      '{"a":1,"b":2,"c":"x"}\n{"b":4,"a":3}',
      {},
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'members with a time',
      '{"t":"12:00","v":1}\r\n\n  \n{"t":5,"v":null}',
      { columns: ['v'], time: 't' },
      [
        ['12:00', 1],
        [5, NaN],
      ],
    ],
    ['names of other alphabets', '{"温度":1}', { columns: ['温度'] }, [[1]]],
    ['nothing', '', {}, []],
  ])('reads %s', (_, text, options, rows) => {
    for (const sizes of [[2 ** 30], [1], [2, 3]])
      expect(ndjson(text, options, sizes)).toEqual({ rows, error: undefined })
  })

  test.each<[RegExp, string, SeriesOptions, number, number]>([
    [/^line 2 \(byte 2\) is not JSON: /, '1\n{x', {}, 2, 2],
    [/^line 1 \(byte 0\) is a string: each line must be a number, an array or an object$/, '"1"', {}, 0, 1],
    [/^line 2 \(byte 8\) has no column "a"$/, '{"a":1}\n{"b":1}', {}, 8, 2],
    [/^line 1 \(byte 0\) has no column "toString"$/, '{"a":1}', { columns: ['toString'] }, 0, 1],
    [/^line 1 \(byte 0\) column "a" is "x": it must be a number$/, '{"a":"x"}', { columns: ['a'] }, 0, 1],
    [
      /^line 1 \(byte 0\) has no time in column "t": it must be a number or a string$/,
      '{"a":1}',
      { time: 't' },
      0,
      1,
    ],
    [/^line 1 \(byte 0\) has no numbers$/, '{}', {}, 0, 1],
    [/^line 2 \(byte 2\) has no column 0$/, '1\n[]', {}, 2, 2],
  ])('says %s', (message, text, options, offset, line) => {
    for (const sizes of [[2 ** 30], [1], [3, 4]]) {
      const { error } = ndjson(text, options, sizes)
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject({ offset, line })
      expect((error as Error).message).toMatch(message)
    }
  })
})

test.each(['0x0', '0b1', '0O7', '-0x1', '1_0', '1,5', '--1', '1e', '\u0661'])(
  '%s is not a number in CSV',
  (text) => {
    const { error } = outcome(new CsvReader({ time: 1 }), [utf8(`1,0x10\n"${text}",2\n`)])
    expect((error as Error).message).toContain(`column 0 (from 0): "${text}" is not a number`)
  },
)

test('Nested values in NDJSON are reported by their kind', () => {
  const deep = '['.repeat(400_000) + ']'.repeat(400_000)
  expect(ndjson(`{"v":${deep}}\n`, { columns: ['v'] }).error).toMatchObject({
    message: 'line 1 (byte 0) column "v" is an array: it must be a number',
  })
})

test('A time in CSV is a number if it is a decimal one', () => {
  const reader = new CsvReader({ columns: [0], time: 1 })
  const { times } = reader.process(utf8('1, 2.5 \n1,0x10\n1,Infinity\n1,-1e3\n1,\n'))
  expect(times).toEqual([2.5, '0x10', 'Infinity', '-1e3', ''])
})

test.each<[string, SeriesOptions, (string | number)[]]>([
  ['{"t":1700000000000000001,"v":1}', { columns: ['v'], time: 't' }, ['1700000000000000001']],
  ['{"t":1700000000.1234567891,"v":1}', { columns: ['v'], time: 't' }, ['1700000000.1234567891']],
  ['{"t":-9007199254740993,"v":9007199254740993}', { columns: ['v'], time: 't' }, ['-9007199254740993']],
  ['{"t":9007199254740991,"v":1}', { columns: ['v'], time: 't' }, [9007199254740991]],
  ['{"t":0.30000000000000004,"v":1}', { columns: ['v'], time: 't' }, [0.30000000000000004]],
  ['{"t":5.50,"v":1.0,"long":12345678901234567890}', { columns: ['v'], time: 't' }, [5.5]],
  [
    '{"\\"t\\\\":12345678901234567,"12345678901234567 \\"":"1234567890123456789","t":12345678901234567,"v":1}',
    { columns: ['v'], time: 't' },
    ['12345678901234567'],
  ],
  ['[[12345678901234567], 12345678901234567, 2]', { columns: [2], time: 1 }, ['12345678901234567']],
  ['12345678901234567', { columns: [0], time: 0 }, ['12345678901234567']],
])('A time in NDJSON keeps its digits: %s', (line, options, times) => {
  expect(new NdjsonReader(options).process(utf8(`${line}\n`)).times).toEqual(times)
})

test('A time that is kept does not retain the text around it', () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const heapOf = (work: () => unknown): number => {
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    const kept = work()
    collectGarbage()
    const after = process.memoryUsage().heapUsed
    expect(kept).toHaveLength(50)
    return after - before
  }
  const bytes = new TextEncoder().encode('2024-05-01T12:00:00.000Z,1\n'.repeat(10_000))
  const reader = new CsvReader({ time: 0 })
  const heap = heapOf(() => Array.from({ length: 50 }, () => reader.process(bytes).times[7]))
  expect(heap).toBeLessThan(10 * bytes.length)
})
