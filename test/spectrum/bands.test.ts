import { bands, decibelsOf, powerOf, RealFft, Spectrogram, Stft, windowOf } from 'tapline'
import { describe, expect, test } from 'vitest'
import { expectClose } from '../support/closeness.js'
import { expectForgeriesToDoNoHarm, expectToResume } from '../support/resuming.js'
import { noise } from '../support/signals.js'

const sine = (hz: number, sampleRate: number, length: number, amplitude = 1): Float32Array =>
  Float32Array.from({ length }, (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / sampleRate))

/** The weight of a bin in a band, from the power of a spectrum that has only this bin. */
function weightsOf(bank: ReturnType<typeof bands>): number[][] {
  const binCount = Math.floor(bank.fftSize / 2) + 1
  const columns = Array.from({ length: binCount }, (_, k) => {
    const spectrum = new Float64Array(2 * binCount)
    spectrum[2 * k + 1] = 1
    return [...bank.powers(spectrum)]
  })
  return Array.from({ length: bank.count }, (_, b) => columns.map((column) => column[b]))
}

describe('Mel bands', () => {
  test('are triangles with corners evenly spaced on the mel scale, by definition', () => {
    const [sampleRate, fftSize, count, minHz, maxHz] = [16_000, 256, 12, 100, 7000]
    const bank = bands({ scale: 'mel', sampleRate, fftSize, count, minHz, maxHz })
    const mel = (hz: number): number => 1127.0104803341574 * Math.log(1 + hz / 700)
    const hz = (m: number): number => 700 * (Math.exp(m / 1127.0104803341574) - 1)
    const corner = (i: number): number => hz(mel(minHz) + ((mel(maxHz) - mel(minHz)) * i) / (count + 1))
    const expected = Array.from({ length: count }, (_, b) =>
      Array.from({ length: fftSize / 2 + 1 }, (_, k) => {
        const [low, center, high] = [corner(b), corner(b + 1), corner(b + 2)]
        const f = (k * sampleRate) / fftSize
        if (f <= low || f >= high) return 0
        return f <= center ? (f - low) / (center - low) : (high - f) / (high - center)
      }),
    )
    const weights = weightsOf(bank)
    weights.forEach((row, b) => expectClose(row, expected[b], 1e-9, `band ${b}`))
    expectClose(
      bank.centersHz,
      expected.map((_, b) => corner(b + 1)),
      1e-8,
    )
    expectClose(
      bank.lowHz,
      expected.map((_, b) => corner(b)),
      1e-8,
    )
    expectClose(
      bank.highHz,
      expected.map((_, b) => corner(b + 2)),
      1e-8,
    )
  })

  test('have the corners of HTK: 40 bands up to 8 kHz', () => {
    // librosa.mel_frequencies(42, fmin=0, fmax=8000, htk=True)
    const { centersHz } = bands({ scale: 'mel', sampleRate: 16_000, fftSize: 512 })
    expect(centersHz.length).toBe(40)
    expect(centersHz[0]).toBeCloseTo(44.37407, 3)
    expect(centersHz.at(-1)).toBeCloseTo(7481.4, 0)
  })
})

describe('Octave bands', () => {
  test('are those of IEC 61260-1', () => {
    const octaves = bands({ scale: 'octave', sampleRate: 48_000, fftSize: 8192 })
    // The nominal centers, 31.5 Hz to 16 kHz; 16 Hz and 24 kHz are the ends of the range.
    expect(Array.from(octaves.centersHz, (hz) => Number(hz.toPrecision(4)))).toEqual([
      31.62, 63.1, 125.9, 251.2, 501.2, 1000, 1995, 3981, 7943, 15_850,
    ])
    const thirds = bands({ scale: 'octave', fraction: 3, sampleRate: 48_000, fftSize: 8192 })
    expect(thirds.count).toBe(31)
    const halves = bands({
      scale: 'octave',
      fraction: 2,
      sampleRate: 48_000,
      fftSize: 64,
      minHz: 800,
      maxHz: 1200,
    })
    expectClose(halves.centersHz, [1000 * 10 ** (-0.3 / 4), 1000 * 10 ** (0.3 / 4)], 1e-9)
    const one = bands({ scale: 'octave', sampleRate: 48_000, fftSize: 64, minHz: 1000, maxHz: 1000 })
    expectClose(one.lowHz, [1000 / 10 ** 0.15], 1e-9)
    expectClose(one.highHz, [1000 * 10 ** 0.15], 1e-9)
  })

  test('are adjacent: together they weight each bin between them once', () => {
    const bank = bands({
      scale: 'octave',
      fraction: 3,
      sampleRate: 48_000,
      fftSize: 1024,
      minHz: 100,
      maxHz: 10_000,
    })
    const sums = weightsOf(bank).reduce((a, b) => a.map((value, k) => value + b[k]))
    const [first, last] = [bank.lowHz[0], bank.highHz.at(-1) ?? 0]
    sums.forEach((sum, k) => {
      const [low, high] = [((k - 0.5) * 48_000) / 1024, ((k + 0.5) * 48_000) / 1024]
      const part = Math.max(Math.min(high, last) - Math.max(low, first), 0) / (high - low)
      expect(sum).toBeCloseTo(part, 9)
    })
  })

  test('keep NaN in its band', () => {
    const bank = bands({ scale: 'octave', sampleRate: 48_000, fftSize: 1024 })
    const spectrum = new RealFft(1024).forward(sine(1000, 48_000, 1024))
    const expected = bank.powers(spectrum)
    spectrum[2 * 21] = NaN
    const powers = bank.powers(spectrum)
    expect(powers.map((power, b) => (Number.isNaN(power) ? expected[b] : power))).toEqual(expected)
    expect(powers.filter(Number.isNaN).length).toBe(1)
    expect(bank.powers(Float32Array.from(spectrum))).toBeInstanceOf(Float32Array)
  })
})

test('Powers in decibels keep NaN, and have a floor', () => {
  expect([...decibelsOf(powerOf([3, 4, NaN, 0, 0, 0]), { reference: 25, minDb: -90 })]).toEqual([0, NaN, -90])
  expect([...decibelsOf([0, -1])]).toEqual([-Infinity, NaN])
  expect(powerOf(Float32Array.of(1, 2))).toEqual(Float32Array.of(5))
})

describe('A spectrogram', () => {
  const options = { window: windowOf('hann', 512), hop: 128, minDb: -90 } as const

  test('shows a sine of amplitude 1 white at its frequency, and a tenth of it 20 dB darker', () => {
    const spectrogram = new Spectrogram(options)
    const [loud, soft] = [1, 0.1].map((amplitude) => {
      const rows = spectrogram.process(sine(3000, 48_000, 2048, amplitude))
      spectrogram.reset()
      return rows[8]
    })
    expect(loud.length).toBe(257)
    expect([loud[32], soft[32]]).toEqual([255, Math.round((255 * 70) / 90)])
    expect(loud[100]).toBe(0)
    expect(spectrogram.rowLength).toBe(257)
  })

  test('shows bands in the same scale', () => {
    const thirds = bands({ scale: 'octave', fraction: 3, sampleRate: 48_000, fftSize: 512, minHz: 500 })
    const spectrogram = new Spectrogram({ ...options, bands: thirds })
    const row = spectrogram.process(sine(3150, 48_000, 2048))[8]
    const nearest = thirds.centersHz.findIndex((hz) => Math.abs(hz / 3150 - 1) < 0.05)
    expect(row.length).toBe(thirds.count)
    expect(row.indexOf(Math.max(...row))).toBe(nearest)
    expect(Math.abs(row[nearest] - 255)).toBeLessThan(3)
  })

  test('has a row for each frame of Stft, black where it is not finite', () => {
    const signal = noise('float32', 3000, 1)
    signal[1500] = NaN
    const spectrogram = new Spectrogram(options)
    const frames = new Stft({ window: options.window, hop: 128 })
    const rows = [...spectrogram.process(signal), ...spectrogram.flush()]
    const spectra = [...frames.process(signal), ...frames.flush()]
    expect(rows.length).toBe(spectra.length)
    rows.forEach((row, m) => {
      const isBad = Number.isNaN(spectra[m][10])
      expect(row.some((level) => level > 0)).toBe(!isBad)
    })
  })

  test('resumes from a snapshot, and refuses other settings', () => {
    const short = { window: windowOf('hann', 8), hop: 3 }
    const resuming = {
      create: () => new Spectrogram(short),
      restore: (bytes: Uint8Array) => Spectrogram.restore(short, bytes),
      chunks: [1, 5, 3, 0, 8].map((length, i) => noise('float32', length, i)),
    }
    expectToResume(resuming)
    expectForgeriesToDoNoHarm(resuming)
    const other = bands({ scale: 'mel', sampleRate: 8000, fftSize: 16 })
    expect(() => new Spectrogram({ ...short, bands: other })).toThrow(
      new RangeError('bands must be for fftSize 8, got those for 16'),
    )
    expect(() => new Spectrogram({ ...short, minDb: 0 })).toThrow('minDb must be below maxDb, 0, got 0')
  })
})

test('Impossible bands are an error', () => {
  const own = { sampleRate: 8000, fftSize: 256 } as const
  expect(() => bands({ ...own, scale: 'mel', fraction: 3 })).toThrow(
    new RangeError('fraction must be left out for mel bands, got 3'),
  )
  expect(() => bands({ ...own, scale: 'octave', count: 3 })).toThrow(RangeError)
  expect(() => bands({ ...own, scale: 'mel', maxHz: 4001 })).toThrow(RangeError)
  expect(() => bands({ ...own, scale: 'octave', minHz: 0 })).toThrow(RangeError)
  expect(() => bands({ ...own, scale: 'mel' }).powers(new Float32Array(4))).toThrow(
    'spectrum must have 258 numbers for fftSize 256, got 4: use the fftSize of these bands',
  )
  expect(() => powerOf([1, 2, 3])).toThrow('even length')
})
