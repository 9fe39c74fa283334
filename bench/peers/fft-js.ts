import FFT from 'fft.js'

/** fft.js's way to convolve a block of N samples with N taps: forward, multiply, inverse at 2N real points. */
export class FftJsBlock {
  readonly #fft: FFT
  readonly #input: Float64Array
  readonly #kernel: Float64Array
  readonly #spectrum: Float64Array
  readonly #output: Float64Array

  constructor(signal: Float32Array, kernel: Float32Array) {
    const size = 2 * signal.length
    this.#fft = new FFT(size)
    this.#input = padded(signal, size)
    this.#kernel = new Float64Array(2 * size)
    this.#spectrum = new Float64Array(2 * size)
    this.#output = new Float64Array(2 * size)
    this.#fft.realTransform(this.#kernel, padded(kernel, size))
  }

  run(): void {
    const spectrum = this.#spectrum
    this.#fft.realTransform(spectrum, this.#input)
    multiply(spectrum, this.#kernel, this.#input.length + 2)
    this.#fft.completeSpectrum(spectrum)
    this.#fft.inverseTransform(this.#output, spectrum)
  }

  /** The 2N samples of the convolution. */
  result(): Float64Array {
    this.run()
    return this.#output.filter((_, i) => i % 2 === 0)
  }
}

/**
 * Hand-written overlap-add over fft.js, optimized: two blocks of real samples share one complex transform, one as the real and one
 * as the imaginary part (the kernel is real, so they stay separate), and plan and buffers are made once.
 */
export class FftJsOverlapAdd {
  readonly #size: number
  readonly #fft: FFT
  readonly #time: Float64Array
  readonly #spectrum: Float64Array
  readonly #kernel: Float64Array

  /** @param size Points of the transforms: a power of two, more than the kernel has taps. */
  constructor(size: number) {
    this.#size = size
    this.#fft = new FFT(size)
    this.#time = new Float64Array(2 * size)
    this.#spectrum = new Float64Array(2 * size)
    this.#kernel = new Float64Array(2 * size)
  }

  /** The full convolution, in the given array. */
  convolve<Out extends Float32Array | Float64Array>(signal: Out, kernel: Out, out: Out): Out {
    this.#loadKernel(kernel)
    out.fill(0)
    const blockLength = this.#size - kernel.length + 1
    for (let from = 0; from < signal.length; from += 2 * blockLength) {
      this.#load(signal, from, blockLength)
      this.#fft.transform(this.#spectrum, this.#time)
      multiply(this.#spectrum, this.#kernel, 2 * this.#size)
      this.#fft.inverseTransform(this.#time, this.#spectrum)
      this.#add(out, from, 0)
      this.#add(out, from + blockLength, 1)
    }
    return out
  }

  #loadKernel(kernel: ArrayLike<number>): void {
    this.#time.fill(0)
    for (let i = 0; i < kernel.length; i++) this.#time[2 * i] = kernel[i]
    this.#fft.transform(this.#kernel, this.#time)
  }

  /** Two blocks, as the real and the imaginary parts, padded with zeros. */
  #load(signal: Float32Array | Float64Array, from: number, blockLength: number): void {
    const time = this.#time
    time.fill(0)
    const first = Math.min(blockLength, signal.length - from)
    for (let i = 0; i < first; i++) time[2 * i] = signal[from + i]
    const second = Math.min(blockLength, signal.length - from - blockLength)
    for (let i = 0; i < second; i++) time[2 * i + 1] = signal[from + blockLength + i]
  }

  #add(out: Float32Array | Float64Array, at: number, part: 0 | 1): void {
    const time = this.#time
    const length = Math.min(this.#size, out.length - at)
    for (let i = 0; i < length; i++) out[at + i] += time[2 * i + part]
  }
}

/** The approximately fastest size of transforms, found by trial: sixteen times the kernel, as long as it fits the cache. */
export function overlapAddSize(kernelLength: number): number {
  const least = 2 * kernelLength
  return 2 ** Math.ceil(Math.log2(Math.max(1024, least, Math.min(16 * kernelLength, 2 ** 18))))
}

/** a·b into a, for `length` numbers that are real and imaginary parts in turn. */
function multiply(a: Float64Array, b: Float64Array, length: number): void {
  for (let i = 0; i < length; i += 2) {
    const re = a[i] * b[i] - a[i + 1] * b[i + 1]
    a[i + 1] = a[i] * b[i + 1] + a[i + 1] * b[i]
    a[i] = re
  }
}

function padded(samples: Float32Array, size: number): Float64Array {
  const array = new Float64Array(size)
  array.set(samples)
  return array
}
