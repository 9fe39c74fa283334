import load from '@echogarden/pffft-wasm/simd'

const REAL = 0
const FORWARD = 0
const BACKWARD = 1
const pffft = await load()

/**
 * PFFFT's way to convolve a block of N samples with N taps: forward, multiply, inverse at 2N real points.
 *
 * PFFFT only multiplies into an accumulator, ab += scaling·a·b. Clearing one would cost it 3 to 10 %, so it gets a form without: a
 * += a·(b − 1) in place, where the kernel's spectrum minus one is that of the kernel without a unit impulse. The output is 2N times
 * the result, a factor that a caller can hide in another pass; `result` removes it.
 */
export class PffftBlock {
  readonly #size: number
  readonly #setup: number
  readonly #input: number
  readonly #spectrum: number
  readonly #kernel: number
  readonly #output: number
  readonly #work: number

  constructor(signal: Float32Array, kernel: Float32Array) {
    if (pffft._pffft_simd_size() !== 4) throw new Error('this build of PFFFT has no vector code')
    const size = 2 * signal.length
    this.#size = size
    this.#setup = pffft._pffft_new_setup(size, REAL)
    this.#input = allocate(size)
    this.#spectrum = allocate(size)
    this.#kernel = allocate(size)
    this.#output = allocate(size)
    this.#work = allocate(size)
    put(this.#input, signal, size)
    put(this.#output, kernel, size)
    pffft.HEAPF32[this.#output / 4] -= 1
    pffft._pffft_transform(this.#setup, this.#output, this.#kernel, this.#work, FORWARD)
  }

  run(): void {
    const spectrum = this.#spectrum
    pffft._pffft_transform(this.#setup, this.#input, spectrum, this.#work, FORWARD)
    pffft._pffft_zconvolve_accumulate(this.#setup, spectrum, this.#kernel, spectrum, 1)
    pffft._pffft_transform(this.#setup, spectrum, this.#output, this.#work, BACKWARD)
  }

  /** The 2N samples of the convolution. */
  result(): Float32Array {
    this.run()
    const from = this.#output / 4
    return pffft.HEAPF32.slice(from, from + this.#size).map((sample) => sample / this.#size)
  }

  dispose(): void {
    pffft._pffft_destroy_setup(this.#setup)
    for (const address of [this.#input, this.#spectrum, this.#kernel, this.#output, this.#work]) {
      pffft._pffft_aligned_free(address)
    }
  }
}

/** PFFFT's transform of real samples in natural order, with the samples copied in and the bins out, as for a user. */
export class PffftOrdered {
  readonly #size: number
  readonly #setup: number
  readonly #samples: number
  readonly #work: number

  constructor(size: number) {
    this.#size = size
    this.#setup = pffft._pffft_new_setup(size, REAL)
    this.#samples = allocate(size)
    this.#work = allocate(size)
  }

  /** Bins 0 and N/2, which are real, are the first two numbers; then come the others. */
  forward(signal: Float32Array, spectrum: Float32Array): void {
    const from = this.#samples / 4
    pffft.HEAPF32.set(signal, from)
    pffft._pffft_transform_ordered(this.#setup, this.#samples, this.#samples, this.#work, FORWARD)
    spectrum.set(pffft.HEAPF32.subarray(from, from + this.#size))
  }

  dispose(): void {
    pffft._pffft_destroy_setup(this.#setup)
    for (const address of [this.#samples, this.#work]) pffft._pffft_aligned_free(address)
  }
}

function allocate(length: number): number {
  return pffft._pffft_aligned_malloc(4 * length)
}

function put(address: number, samples: Float32Array, length: number): void {
  pffft.HEAPF32.fill(0, address / 4, address / 4 + length)
  pffft.HEAPF32.set(samples, address / 4)
}
