import {
  ComplexFft,
  Convolver,
  convolve,
  correlate,
  matchProfile,
  matrixProfile,
  RealFft,
  setSimd,
  type Simd,
  TemplateMatcher,
} from 'tapline'
import { convolve2d } from 'tapline/image'

/** Hashes of what the engine computes from numbers that every JavaScript engine makes alike. */
export function engineBits(simd: Simd): Record<string, string> {
  setSimd(simd)
  const bits: Record<string, string> = {}
  for (const Samples of [Float32Array, Float64Array]) {
    const noise = (length: number, seed: number) => Samples.from(numbers(length, seed))
    const precision = Samples === Float32Array ? 'float32' : 'float64'
    const note = (name: string, outputs: Iterable<number>): void => {
      bits[`${name}, ${precision}`] = hashOf(Samples.from(outputs))
    }
    for (const taps of [7, 100, 1023, 5000, 48_000]) {
      using convolver = new Convolver(noise(taps, 2))
      note(`Convolver, ${taps} taps`, [...convolver.process(noise(10_000, 1)), ...convolver.flush()])
      note(`convolve, ${taps} taps`, convolve(noise(20_000, 3), noise(taps, 2)))
      note(`correlate, ${taps} taps`, correlate(noise(20_000, 3), noise(taps, 2)))
    }
    for (const size of [64, 1000, 1024, 65_536]) {
      const real = new RealFft(size, { precision })
      const complex = new ComplexFft(size, { precision })
      note(`RealFft ${size}`, real.forward(noise(size, 4)))
      const { re, im } = complex.forward({ re: noise(size, 4), im: noise(size, 11) })
      note(`ComplexFft ${size}`, [...re, ...im])
    }
    note('matchProfile', matchProfile(noise(5000, 5), noise(300, 6)))
    using matcher = new TemplateMatcher(noise(50, 6), { threshold: 0.3 })
    const matches = [...matcher.process(noise(20_000, 7)), ...matcher.flush()]
    note(
      'TemplateMatcher',
      matches.flatMap(({ index, score }) => [index, score]),
    )
    note('matrixProfile', matrixProfile(noise(1000, 8), 40).distances)
    const image = { data: noise(100 * 90, 9), width: 100, height: 90 }
    for (const side of [3, 15, 61])
      note(
        `convolve2d, ${side}`,
        convolve2d(image, { data: noise(side * side, 10), width: side, height: side }).data,
      )
  }
  return bits
}

/** Pseudorandom numbers between -1 and 1, by a linear congruential generator. */
function numbers(length: number, seed: number): number[] {
  let state = seed
  return Array.from({ length }, () => (state = (48_271 * state) % 0x7fffffff) / 2 ** 30 - 1)
}

/** FNV-1a of all bits, in hexadecimal. */
function hashOf({ buffer }: Float32Array | Float64Array): string {
  let hash = 0x811c9dc5
  for (const byte of new Uint8Array(buffer)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
