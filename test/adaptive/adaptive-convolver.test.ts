import fc from 'fast-check'
import {
  AdaptiveConvolver,
  type AdaptiveConvolverOptions,
  type AdaptiveInput,
  Convolver,
  type Samples,
} from 'tapline'
import { describe, expect, test } from 'vitest'
import { naiveBlocks, naiveNlms } from '../naive/adaptive.js'
import { expectClose, expectSameBits } from '../support/closeness.js'
import { pairsOf } from '../support/pairs.js'
import { SEED } from '../support/seed.js'
import { joined, noise, PRECISIONS } from '../support/signals.js'

/** A reference, and its convolution with a kernel, plus noise. */
function scene(
  precision: 'float32' | 'float64',
  length: number,
  kernel: readonly number[],
  disturbance = 0.01,
) {
  const reference = noise(precision, length, 1)
  const added = noise(precision, length, 2)
  const desired = reference.map((_, n) =>
    kernel.reduce((sum, tap, k) => sum + (n < k ? 0 : tap * reference[n - k]), disturbance * added[n]),
  )
  return { reference, desired }
}

const KERNEL = Array.from({ length: 40 }, (_, k) => Math.cos(k * k) * 0.9 ** k)
const METHODS = [
  { length: 9, method: 'nlms', step: 0.7 },
  { length: 40, method: 'frequency', gain: 2 },
] as const

interface Adapted {
  readonly output: Samples
  readonly error: Samples
  readonly kernel: Samples
}

/** The joined results for some inputs. `change` is called before each input. */
function adapted(
  options: AdaptiveConvolverOptions,
  inputs: readonly AdaptiveInput[],
  change: (adaptive: AdaptiveConvolver, done: number) => void = () => undefined,
): Adapted {
  const adaptive = new AdaptiveConvolver(options)
  const precision = options.precision ?? 'float32'
  let done = 0
  const parts = inputs.map((input) => {
    change(adaptive, done)
    const result = adaptive.process(input)
    done += result.output.length
    return result
  })
  const { kernel } = adaptive
  const output = joined(
    precision,
    parts.map((part) => part.output),
  )
  const error = joined(
    precision,
    parts.map((part) => part.error),
  )
  adaptive.dispose()
  return { output, error, kernel }
}

describe.each(PRECISIONS)('In %s', (precision) => {
  // Rounding errors are corrected like others: they do not grow.
  const tolerance = precision === 'float32' ? 2e-4 : 1e-9

  test.each([1, 5, 8, 19])('NLMS of %i taps is that of the definition', (length) => {
    const { reference, desired } = scene(precision, 400, KERNEL)
    const { output, error, kernel } = adapted({ length, precision, step: 0.7 }, [{ reference, desired }])
    const expected = naiveNlms(reference, desired, length, 0.7)
    expectClose(output, expected.output, tolerance)
    expectClose(error, expected.error, tolerance)
    expectClose(kernel, expected.kernel, tolerance)
  })

  test.each([
    [40, 16],
    [17, 16],
    [16, 16],
    [5, 16],
    [256, 32],
  ])('%i taps are learned in blocks of %i as the definition has it', (length, size) => {
    const { reference, desired } = scene(precision, 20 * size + 7, KERNEL)
    // Somebody else speaks for a while, and the kernel changes.
    for (let n = 8 * size; n < 10 * size; n++) desired[n] += Math.sin(n)
    for (let n = 12 * size; n < desired.length; n++) desired[n] = -desired[n]
    const options = { length, precision, method: 'frequency', gain: 1.5 } as const
    const { output, error, kernel } = adapted(options, [{ reference, desired }])
    const expected = naiveBlocks(reference, desired, length, size, 1.5)
    expectClose(output, expected.output, tolerance)
    expectClose(error, expected.error, tolerance)
    expectClose(kernel, expected.kernel, tolerance)
  })

  test.each(METHODS)('$method gives the same bits for any chunks of either signal', (method) => {
    const lengths = fc
      .array(fc.nat(90), { minLength: 1, maxLength: 6 })
      .filter((all) => all.some((n) => n > 0))
    fc.assert(
      fc.property(fc.nat(700), fc.nat(50), fc.nat(300), lengths, lengths, (length, seed, pause, ofA, ofB) => {
        const { reference, desired } = scene(precision, length, KERNEL)
        if (seed % 3 === 0 && length > 40) reference[17 + seed] = NaN
        if (seed % 4 === 0 && length > 40) desired[31] = Infinity
        const options = { ...method, precision, maxAhead: 10_000 }
        // Learning stops and goes on at fixed samples, so chunks are cut there in both.
        const cuts = [0, Math.min(pause, length), Math.min(pause + 100, length), length]
        const halves = [0, 1, 2].map((i) => [
          reference.subarray(cuts[i], cuts[i + 1]),
          desired.subarray(cuts[i], cuts[i + 1]),
        ])
        const switching = (adaptive: AdaptiveConvolver, done: number): void => {
          adaptive.setLearning(done < cuts[1] || done >= cuts[2])
        }
        const whole = adapted(
          options,
          halves.map(([x, d]) => ({ reference: x, desired: d })),
          switching,
        )
        const pairs = halves.flatMap(([x, d]) => pairsOf(x, d, ofA, ofB))
        const inputs = pairs.map(({ a, b }) => ({
          ...(a !== undefined && { reference: a }),
          ...(b !== undefined && { desired: b }),
        }))
        const parts = adapted(options, inputs, switching)
        for (const name of ['output', 'error', 'kernel'] as const) expectSameBits(parts[name], whole[name])
      }),
      { seed: SEED, numRuns: 40 },
    )
  })
})

describe.each(METHODS)('An adaptive convolver by $method', (method) => {
  const { length } = method
  const options = { ...method, precision: 'float64' } as const

  test('gives NaN where a gap is read, and learns nothing from it', () => {
    const { reference, desired } = scene('float64', 600, KERNEL)
    const clean = adapted(options, [{ reference, desired }])
    const [x, d] = [reference.slice(), desired.slice()]
    x[300] = NaN
    d[450] = -Infinity
    const { output, error, kernel } = adapted(options, [{ reference: x, desired: d }])
    for (let n = 0; n < 600; n++) {
      const isReached = n >= 300 && n < 300 + length
      expect([n, Number.isNaN(output[n])]).toEqual([n, isReached])
      expect([n, Number.isNaN(error[n])]).toEqual([n, isReached || n === 450])
    }
    expectSameBits(output.subarray(0, 300), clean.output.subarray(0, 300))
    expect(kernel.every(Number.isFinite)).toBe(true)
    expectClose(kernel, clean.kernel, 0.05)
  })

  test('keeps its kernel while it does not learn, and filters as a convolver does', () => {
    const { reference, desired } = scene('float64', 500, KERNEL)
    const adaptive = new AdaptiveConvolver(options)
    adaptive.process({ reference: reference.subarray(0, 250), desired: desired.subarray(0, 250) })
    expect(adaptive.isLearning).toBe(true)
    adaptive.setLearning(false)
    expect(adaptive.isLearning).toBe(false)
    const before = adaptive.kernel
    const { output } = adaptive.process({
      reference: reference.subarray(250),
      desired: desired.subarray(250),
    })
    expectSameBits(adaptive.kernel, before)
    const convolver = new Convolver(before)
    convolver.process(reference.subarray(0, 250))
    expectClose(output, convolver.process(reference.subarray(250)), 1e-12)
    adaptive.setLearning(true)
    adaptive.process({ reference, desired })
    expect(adaptive.kernel).not.toEqual(before)
  })

  test('learns the kernel, and forgets it when it is reset', () => {
    const { reference, desired } = scene('float64', 4000, KERNEL.slice(0, length), 0)
    const adaptive = new AdaptiveConvolver(options)
    const first = adaptive.process({ reference, desired })
    expectClose(adaptive.kernel, KERNEL.slice(0, length), 1e-4)
    expect(adaptive.flush()).toEqual({ output: new Float64Array(0), error: new Float64Array(0) })
    expect(adaptive.kernel).toEqual(new Float64Array(length))
    expect(adaptive.process({ reference, desired })).toEqual(first)
  })

  test('skips a step that would overflow, and goes on', () => {
    const single = { ...method, precision: 'float32' } as const
    const { reference, desired } = scene('float32', 3000, KERNEL.slice(0, length), 0)
    for (let n = 1000; n < 1016; n++) reference[n] = 3e38 * (n % 2 === 0 ? 1 : -1)
    const adaptive = new AdaptiveConvolver(single)
    adaptive.process({ reference: reference.subarray(0, 992), desired: desired.subarray(0, 992) })
    expect(adaptive.refusals).toBe(0)
    const before = adaptive.kernel
    adaptive.process({ reference: reference.subarray(992, 1024), desired: desired.subarray(992, 1024) })
    expect(adaptive.refusals).toBeGreaterThan(0)
    expect(adaptive.kernel.every(Number.isFinite)).toBe(true)
    expectClose(adaptive.kernel, before, 0.05)
    adaptive.process({ reference: reference.subarray(1024), desired: desired.subarray(1024) })
    expectClose(adaptive.kernel, KERNEL.slice(0, length), 0.05)
  })

  test('stays silent where the reference is silent, and where both signals are', () => {
    const { output, error, kernel } = adapted(options, [
      { reference: new Float64Array(200), desired: new Float64Array(200) },
      { reference: new Float64Array(200), desired: noise('float64', 200, 3) },
    ])
    expect(output).toEqual(new Float64Array(400))
    expectSameBits(error.subarray(200), noise('float64', 200, 3))
    expect(kernel).toEqual(new Float64Array(length))
  })
})

describe('An adaptive convolver', () => {
  describe('of 256 taps', () => {
    const kernel = KERNEL.concat(new Array<number>(216).fill(0))
    const { reference, desired } = scene('float64', 30_000, kernel)
    const powerDb = (values: ArrayLike<number>): number =>
      10 * Math.log10(Array.from(values).reduce((sum, v) => sum + v * v, 0))
    const misalignment = (adaptive: AdaptiveConvolver, sign: number): number =>
      powerDb(adaptive.kernel.map((tap, k) => tap - sign * kernel[k])) - powerDb(kernel)
    /** One that has heard the first 10,000 samples. */
    const trained = (): AdaptiveConvolver => {
      const adaptive = new AdaptiveConvolver({ length: 256, precision: 'float64' })
      adaptive.process({ reference: reference.subarray(0, 10_000), desired: desired.subarray(0, 10_000) })
      return adaptive
    }
    /** Hears the next 10,000 samples. Returns by how many decibels a part of these is weaker in the error. */
    const hear = (adaptive: AdaptiveConvolver, heard: Samples, from: number, to: number): number => {
      const { error } = adaptive.process({
        reference: reference.subarray(10_000, 20_000),
        desired: heard.subarray(10_000, 20_000),
      })
      return powerDb(heard.subarray(10_000 + from, 10_000 + to)) - powerDb(error.subarray(from, to))
    }

    test('learns a kernel, and keeps it while somebody else speaks', () => {
      const adaptive = trained()
      expect(misalignment(adaptive, 1)).toBeLessThan(-35)
      const loud = desired.map((sample, n) => sample + 2 * Math.sin(n / 7) * Math.sin(n / 1000))
      hear(adaptive, loud, 0, 10_000)
      expect(misalignment(adaptive, 1)).toBeLessThan(-25)
      adaptive.process({ reference: reference.subarray(20_000), desired: desired.subarray(20_000) })
      expect(misalignment(adaptive, 1)).toBeLessThan(-35)
    })

    test('follows a kernel that changes, even while somebody speaks softly', () => {
      for (const voice of [0, 0.1]) {
        const adaptive = trained()
        const louder = desired.map((sample, n) => 1.5 * sample + voice * Math.sin(n / 7))
        expect(hear(adaptive, louder, 512, 10_000)).toBeGreaterThan(15)
        expect(misalignment(adaptive, 1.5)).toBeLessThan(-25)
      }
    })

    test('forgets a kernel that has become worse than none', () => {
      const adaptive = trained()
      const inverted = desired.map((sample) => -sample)
      // It was twice as loud as without a kernel. Within 5 blocks it is noticed.
      expect(hear(adaptive, inverted, 160, 10_000)).toBeGreaterThan(10)
      expect(misalignment(adaptive, -1)).toBeLessThan(-30)
    })
  })

  test('chooses its method by the number of taps', () => {
    const methodOf = (options: AdaptiveConvolverOptions): string => new AdaptiveConvolver(options).method
    expect(methodOf({ length: 255 })).toBe('nlms')
    expect(methodOf({ length: 256 })).toBe('frequency')
    expect(methodOf({ length: 256, method: 'nlms', step: 1 })).toBe('nlms')
    const adaptive = new AdaptiveConvolver({ length: 3 })
    expect(adaptive).toMatchObject({ length: 3, precision: 'float32', latency: 0, isLearning: true })
    expect(adaptive.process({ reference: 1, desired: 1 }).output).toEqual(Float32Array.of(0))
  })

  test('refuses steps that diverge, and options of the other method', () => {
    const make = (options: object) => () => new AdaptiveConvolver({ length: 8, ...options })
    for (const step of [2, 2.5, 0, NaN]) {
      expect(make({ step })).toThrow(
        new RangeError(`step must be more than 0 and less than 2, got ${step}: steps of other sizes diverge`),
      )
    }
    expect(make({ gain: 1 })).toThrow(
      new RangeError(
        "gain must be left out where 8 taps are learned by 'nlms', got 1: set method: 'frequency'",
      ),
    )
    expect(make({ method: 'frequency', step: 1 })).toThrow(
      new RangeError(
        "step must be left out where 8 taps are learned by 'frequency', got 1: set method: 'nlms'",
      ),
    )
    expect(make({ length: 0 })).toThrow(/^length must be a whole number from 1 to 1048576, got 0/)
  })

  test('holds the samples of the signal that is ahead, up to a bound', () => {
    const adaptive = new AdaptiveConvolver({ length: 2, maxAhead: 3 })
    expect(adaptive.process({ reference: [1, 2] }).output).toHaveLength(0)
    expect(() => adaptive.process({ reference: [1, 2] })).toThrow(
      new RangeError(
        "reference must be at most 3 samples ahead of desired, got 4: raise maxAhead, or set overflow: 'gap'",
      ),
    )
    expect(adaptive.process({ desired: [1] }).error).toEqual(Float32Array.of(1))
    expect(() => adaptive.process({})).toThrow(
      new TypeError('input must have reference or desired, got neither'),
    )
    const going = new AdaptiveConvolver({ length: 2, maxAhead: 1, overflow: 'gap' })
    going.process({ desired: [1, 2] })
    expect(going.process({ desired: 3 }).error).toEqual(Float32Array.of(NaN))
  })

  test('throws after dispose', () => {
    const adaptive = new AdaptiveConvolver({ length: 300 })
    adaptive.dispose()
    adaptive.dispose()
    for (const use of [
      () => adaptive.process({ reference: 1 }),
      () => adaptive.kernel,
      () => adaptive.snapshot(),
      () => adaptive.flush(),
      () => {
        adaptive.setLearning(true)
      },
    ]) {
      expect(use).toThrow('this object was disposed')
    }
  })
})
