import {
  chooseMethod,
  convolve,
  Convolver,
  ConvolverMatrix,
  correlate,
  correlationLags,
  type KernelOptions,
  PreparedKernel,
  RealFft,
  Rechunker,
  type SignalLike,
  SpectralProcessor,
} from 'tapline'
import * as rx from 'tapline/rx'
import { describe, expect, test } from 'vitest'

// Every error of the public functions, with its message: what must be, what was given, and the remedy. (The choice of the binary
// has its errors in wasm/module.test.ts, the life cycle of convolvers in stream/convolver.test.ts.)

/** A value of the wrong type, as a caller without types may pass it. */
function wrong(value: unknown): never {
  return value as never
}

type Kind = typeof TypeError | typeof RangeError
type Row = readonly [call: string, kind: Kind, message: string, run: () => unknown]

const ARRAYS = 'must be a Float32Array, a Float64Array or an array of numbers, got'
const METHODS = "must be 'auto', 'direct', 'fft' or 'overlap-add', got"
const MODES = "must be 'full', 'same' or 'valid', got"
const PRECISIONS = "must be 'float32' or 'float64', got"
const WHOLE = 'must be a whole number of at least'

const notSignals: readonly (readonly [value: unknown, message: string])[] = [
  [undefined, `${ARRAYS} undefined`],
  [null, `${ARRAYS} null`],
  [3, `${ARRAYS} 3: pass [3]`],
  ['123', `${ARRAYS} "123"`],
  [true, `${ARRAYS} true`],
  [() => [1], `${ARRAYS} a function`],
  [{ length: 1, 0: 1 }, `${ARRAYS} an object`],
  [Object.create(null), `${ARRAYS} an object`],
  [new Set([1]), `${ARRAYS} a Set`],
  [new DataView(new ArrayBuffer(8)), `${ARRAYS} a DataView`],
]

/** Every parameter that takes an array of numbers, with its name in messages. */
const takers: readonly (readonly [call: string, name: string, run: (value: SignalLike) => unknown])[] = [
  ['convolve', 'signal', (value) => convolve(value, [1])],
  ['convolve', 'kernel', (value) => convolve([1], value)],
  ['correlate', 'signal', (value) => correlate(value, [1])],
  ['correlate', 'template', (value) => correlate([1], value)],
  ['new PreparedKernel', 'kernel', (value) => new PreparedKernel(value)],
  ['new Convolver', 'kernel', (value) => new Convolver(value)],
  ['setKernel', 'kernel', (value) => new Convolver([1]).setKernel(value)],
  ['Convolver.process', 'chunk', (value) => new Convolver([1]).process(value)],
  ['RealFft.forward', 'signal', (value) => new RealFft(1).forward(value)],
  ['RealFft.inverse', 'spectrum', (value) => new RealFft(1).inverse(value)],
  ['rx convolve', 'kernel', (value) => rx.convolve(value)],
  ['rx correlate', 'template', (value) => rx.correlate(value)],
]

const signals: Row[] = takers.flatMap(([call, name, run]) => [
  ...notSignals.map(([value, message]): Row => [
    call,
    TypeError,
    `${name} ${message}`,
    () => run(wrong(value)),
  ]),
  ...[BigInt64Array.of(1n), BigUint64Array.of(1n)].map((value): Row => [
    call,
    TypeError,
    `${name} must hold numbers, got a ${value.constructor.name}: convert it, as Float64Array.from(${name}, Number)`,
    () => run(wrong(value)),
  ]),
  [
    call,
    TypeError,
    `${name} must be an array of numbers, got an array of objects: pass one channel, such as ${name}[0], or use ` +
      'ConvolverMatrix for several',
    () => run(wrong([new Float32Array(8)])),
  ],
])

/** Every parameter that takes a whole number, with its name and its least value. */
const counters: readonly (readonly [
  call: string,
  name: string,
  least: number,
  run: (value: number) => unknown,
  greatest?: number,
])[] = [
  ['chooseMethod', 'signalLength', 1, (value) => chooseMethod(value, 1)],
  ['chooseMethod', 'kernelLength', 1, (value) => chooseMethod(1, value)],
  ['correlationLags', 'signalLength', 1, (value) => correlationLags(value, 1)],
  ['correlationLags', 'templateLength', 1, (value) => correlationLags(1, value)],
  ['new PreparedKernel', 'blockSize', 0, (blockSize) => new PreparedKernel([1], { blockSize })],
  ['new Convolver', 'blockSize', 0, (blockSize) => new Convolver([1], { blockSize })],
  ['setKernel', 'fade', 0, (fade) => new Convolver([1]).setKernel([1], { fade })],
  ['new Rechunker', 'size', 1, (value) => new Rechunker(value)],
  ['new Rechunker', 'hop', 1, (hop) => new Rechunker(1, { hop })],
  ['new RealFft', 'size', 1, (value) => new RealFft(value), 2 ** 20],
  ['rx rechunk', 'size', 1, (value) => rx.rechunk(value)],
  ['rx rechunk', 'hop', 1, (hop) => rx.rechunk(1, { hop })],
  ['rx convolve', 'blockSize', 0, (blockSize) => rx.convolve([1], { blockSize })],
  ['rx correlate', 'blockSize', 0, (blockSize) => rx.correlate([1], { blockSize })],
]

function wholeNumber(least: number, greatest?: number): string {
  return greatest === undefined ? `${WHOLE} ${least}` : `must be a whole number from ${least} to ${greatest}`
}

const counts: Row[] = counters.flatMap(([call, name, least, run, greatest]) => [
  ...[least - 1, -5, 1.5, NaN, Infinity, 2 ** 53].map((value): Row => [
    call,
    RangeError,
    `${name} ${wholeNumber(least, greatest)}, got ${value}`,
    () => run(value),
  ]),
  ...(
    [
      ['3', '"3"'],
      [null, 'null'],
      [[1], 'an Array'],
      [1n, '1n'],
    ] as const
  ).map(([value, kind]): Row => [
    call,
    TypeError,
    `${name} ${wholeNumber(least, greatest)}, got ${kind}`,
    () => run(wrong(value)),
  ]),
])

const double: Float64Array = Float64Array.of(1)
const options: Row[] = [
  ['convolve', RangeError, `mode ${MODES} "ful"`, () => convolve([1], [1], { mode: wrong('ful') })],
  ['convolve', RangeError, `method ${METHODS} "FFT"`, () => convolve([1], [1], { method: wrong('FFT') })],
  ['convolve', TypeError, `mode ${MODES} null`, () => convolve([1], [1], { mode: wrong(null) })],
  ['convolve', TypeError, `mode ${MODES} 1`, () => convolve([1], [1], { mode: wrong(1) })],
  ['correlate', RangeError, `mode ${MODES} ""`, () => correlate([1], [1], { mode: wrong('') })],
  ['correlate', RangeError, `method ${METHODS} "x"`, () => correlate([1], [1], { method: wrong('x') })],
  ['correlationLags', RangeError, `mode ${MODES} "x"`, () => correlationLags(1, 1, wrong('x'))],
  ['chooseMethod', RangeError, `mode ${MODES} "x"`, () => chooseMethod(1, 1, { mode: wrong('x') })],
  ...(
    [
      ['chooseMethod', (precision) => chooseMethod(1, 1, { precision })],
      ['new PreparedKernel', (precision) => new PreparedKernel([1], { precision })],
      ['new Convolver', (precision) => new Convolver([1], { precision })],
      ['new Rechunker', (precision) => new Rechunker(1, { precision })],
      ['new RealFft', (precision) => new RealFft(1, { precision })],
      ['rx convolve', (precision) => rx.convolve([1], { precision })],
      ['rx correlate', (precision) => rx.correlate([1], { precision })],
      ['rx rechunk', (precision) => rx.rechunk(1, { precision })],
    ] as readonly (readonly [string, (precision: 'float32') => unknown])[]
  ).map(([call, run]): Row => [call, RangeError, `precision ${PRECISIONS} "half"`, () => run(wrong('half'))]),
  [
    'new Rechunker',
    RangeError,
    `rest must be 'pad' or 'drop', got "keep"`,
    () => new Rechunker(1, wrong({ rest: 'keep' })),
  ],
  [
    'rx rechunk',
    RangeError,
    `rest must be 'pad' or 'drop', got "keep"`,
    () => rx.rechunk(1, wrong({ rest: 'keep' })),
  ],
  [
    'new Convolver',
    RangeError,
    'kernel must be prepared for float32 and blockSize 64, got one for float64 and blockSize 0: prepare it with these options',
    () => new Convolver(new PreparedKernel([1]), { precision: 'float32', blockSize: 64 }),
  ],
  [
    'setKernel',
    RangeError,
    'kernel must be prepared for float64 and blockSize 0, got one for float64 and blockSize 64: prepare it with these options',
    () => new Convolver([1]).setKernel(new PreparedKernel([1], { blockSize: 64 })),
  ],
]

const kernels: Row[] = [
  ...(
    [
      ['convolve', 'kernel', (taps) => convolve([1], taps)],
      ['convolve of an empty signal', 'kernel', (taps) => convolve([], taps)],
      ['correlate', 'template', (taps) => correlate([1], taps)],
      ['new PreparedKernel', 'kernel', (taps) => new PreparedKernel(taps)],
      ['new Convolver', 'kernel', (taps) => new Convolver(taps)],
      ['setKernel', 'kernel', (taps) => new Convolver([1]).setKernel(taps)],
      ['rx convolve', 'kernel', (taps) => rx.convolve(taps)],
      ['rx correlate', 'template', (taps) => rx.correlate(taps)],
    ] as readonly (readonly [string, string, (taps: SignalLike) => unknown])[]
  ).flatMap(([call, name, run]) =>
    [[], new Float32Array(0)].map((taps): Row => [
      call,
      RangeError,
      `${name} must have at least one tap, got none`,
      () => run(taps),
    ]),
  ),
  ...(
    [
      ['new PreparedKernel', 'kernel', (taps, options) => new PreparedKernel(taps, options)],
      ['new Convolver', 'kernel', (taps, options) => new Convolver(taps, options)],
      ['rx convolve', 'kernel', (taps, options) => rx.convolve(taps, options)],
      ['rx correlate', 'template', (taps, options) => rx.correlate(taps, options)],
    ] as readonly (readonly [string, string, (taps: SignalLike, options?: KernelOptions) => unknown])[]
  ).flatMap(([call, name, run]): Row[] => [
    ...[NaN, Infinity, -Infinity].map((value): Row => [
      call,
      RangeError,
      `${name}[2] must be finite, got ${value}: replace or remove it`,
      () => run([1, 2, value, 3, 4]),
    ]),
    [
      call,
      RangeError,
      `${name}[1] must be a number that float32 can hold, got 1e+39: scale ${name} down, or use float64`,
      () => run([1, 1e39, 2, 3], { precision: 'float32' }),
    ],
    [
      call,
      TypeError,
      `${name}[0] must be a number, got undefined: use NaN for a missing value`,
      () => run(new Array<number>(3)),
    ],
  ]),
]

const outputs: Row[] = [
  [
    'convolve',
    RangeError,
    "out must have 3 samples, as mode 'full' gives, got 2",
    () => convolve([1, 2], [1, 2], {}, new Float64Array(2)),
  ],
  [
    'convolve',
    RangeError,
    "out must have 0 samples, as mode 'full' gives, got 1",
    () => convolve([], [1, 2], {}, new Float64Array(1)),
  ],
  [
    'correlate',
    RangeError,
    "out must have 2 samples, as mode 'same' gives, got 1",
    () => correlate([1, 2], [1, 2], { mode: 'same' }, double),
  ],
  [
    'convolve',
    TypeError,
    'out must be a Float32Array or a Float64Array, got an Array',
    () => convolve([1], [1], {}, wrong([0])),
  ],
  [
    'correlate',
    TypeError,
    'out must be a Float32Array or a Float64Array, got null',
    () => correlate([1], [1], {}, wrong(null)),
  ],
  [
    'Convolver.process',
    RangeError,
    'out must have 2 samples, as outputLength(chunk.length) says, got 3',
    () => new Convolver([1]).process([1, 2], new Float64Array(3)),
  ],
  [
    'Convolver.process',
    TypeError,
    'out must be a Float32Array or a Float64Array, got an Array',
    () => new Convolver([1]).process([1], wrong([0])),
  ],
  [
    'RealFft.forward',
    RangeError,
    'signal must have 4 numbers for this transform, got 3',
    () => new RealFft(4).forward([1, 2, 3]),
  ],
  [
    'RealFft.forward',
    RangeError,
    'out must have 6 numbers for this transform, got 4',
    () => new RealFft(4).forward([1, 2, 3, 4], new Float64Array(4)),
  ],
  [
    'RealFft.inverse',
    RangeError,
    'spectrum must have 6 numbers for this transform, got 4',
    () => new RealFft(4).inverse([1, 2, 3, 4]),
  ],
  [
    'RealFft.inverse',
    RangeError,
    'out must have 4 numbers for this transform, got 6',
    () => new RealFft(4).inverse([1, 2, 3, 4, 5, 6], new Float64Array(6)),
  ],
  [
    'RealFft.forward',
    TypeError,
    'out must be a Float32Array or a Float64Array, got an Array',
    () => new RealFft(1).forward([1], wrong([0, 0])),
  ],
  [
    'RealFft.inverse',
    TypeError,
    'out must be a Float32Array or a Float64Array, got an Int16Array',
    () => new RealFft(1).inverse([1, 0], wrong(Int16Array.of(1))),
  ],
  [
    'new RealFft',
    RangeError,
    'size must be a whole number from 1 to 1048576, got 1048577',
    () => new RealFft(2 ** 20 + 1),
  ],
]

const tooLong: Row[] = [
  [
    'convolve',
    RangeError,
    "method 'fft' cannot take inputs of 2097152 and 2 samples: its transforms give at most 2097152 samples; choose 'auto'",
    () => convolve(new Float32Array(2 ** 21), Float32Array.of(1, 2), { method: 'fft' }),
  ],
]

describe.each(
  Object.entries({
    'an input that is not an array of numbers': signals,
    'a number that is not whole, or too small': counts,
    'an option that is unknown or does not fit': options,
    'a kernel that cannot be used': kernels,
    'an output of the wrong kind or length': outputs,
    'inputs that are too long for a method': tooLong,
  }),
)('For %s', (_name, rows) => {
  test.each(rows)('$0 says: $2', (_call, kind, message, run) => {
    let error: unknown
    try {
      run()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(kind)
    expect((error as Error).message).toBe(message)
  })
})

test('A rechunker refuses values that are neither numbers nor arrays of numbers', () => {
  const rechunker = new Rechunker(1)
  for (const [value, message] of notSignals) {
    if (typeof value === 'number') continue
    expect(() => rechunker.process(wrong(value))).toThrow(new TypeError(`chunk ${message}`))
  }
})

test('Buffers are refused with what to pass instead', () => {
  const sound = { [Symbol.toStringTag]: 'AudioBuffer' }
  expect(() => convolve(wrong(new ArrayBuffer(8)), [1])).toThrow(
    `signal ${ARRAYS} an ArrayBuffer: pass new Float32Array(signal)`,
  )
  expect(() => convolve(wrong(sound), [1])).toThrow(
    `signal ${ARRAYS} an AudioBuffer: pass signal.getChannelData(0)`,
  )
  expect(() => new ConvolverMatrix([[wrong(sound)]])).toThrow(
    `kernels[0][0] ${ARRAYS} an AudioBuffer: pass kernels[0][0].getChannelData(0)`,
  )
  for (const [returned, remedy] of [
    [new ArrayBuffer(8), 'an ArrayBuffer: pass a Float32Array of it'],
    [sound, 'an AudioBuffer: pass one channel of it'],
  ] as const) {
    const processor = new SpectralProcessor(() => wrong(returned), { window: [1, 1, 1, 1] })
    expect(() => processor.process([1, 2, 3, 4])).toThrow(`the result of change ${ARRAYS} ${remedy}`)
  }
})

test('Invalid arguments leave an output unchanged', () => {
  const out = Float64Array.of(7, 7, 7)
  expect(() => convolve([1, 2], [1, 2], { mode: wrong('x') }, out)).toThrow(RangeError)
  expect(() => convolve([1, 2], [], {}, out)).toThrow(RangeError)
  expect(() => convolve(wrong('12'), [1, 2], {}, out)).toThrow(TypeError)
  expect([...out]).toEqual([7, 7, 7])
})

test('A typed array whose length was overwritten is refused', () => {
  const chunk = Object.defineProperty(Float32Array.of(1, 2), 'length', { value: 3000 })
  const message = 'chunk.length must be that of the array, 2, got 3000'
  expect(() => new Convolver([1]).process(chunk)).toThrow(new TypeError(message))
  class Longer extends Float32Array {
    override get length(): never {
      return 3000 as never
    }
  }
  expect(() => new Convolver([1]).process(new Longer(2))).toThrow(new TypeError(message))
})
