// The peers that come without types: as much of them as is used here.

declare module 'fft.js' {
  export default class FFT {
    constructor(size: number)
    /** Transform of complex input; all arrays hold real and imaginary parts in turn. */
    transform(out: Float64Array, data: Float64Array): void
    /** Transform of real input: the first half of the spectrum. */
    realTransform(out: Float64Array, data: Float64Array): void
    /** Fills in the second half, which mirrors the first. */
    completeSpectrum(spectrum: Float64Array): void
    /** Divided by the size. */
    inverseTransform(out: Float64Array, data: Float64Array): void
  }
}

declare module '@echogarden/pffft-wasm/simd' {
  /** Addresses are bytes in `HEAPF32`'s buffer. */
  export interface Pffft {
    readonly HEAPF32: Float32Array
    _pffft_simd_size(): number
    _pffft_new_setup(size: number, kind: number): number
    _pffft_destroy_setup(setup: number): void
    _pffft_aligned_malloc(bytes: number): number
    _pffft_aligned_free(address: number): void
    /** In natural order. */
    _pffft_transform_ordered(
      setup: number,
      input: number,
      output: number,
      work: number,
      direction: number,
    ): void
    _pffft_transform(setup: number, input: number, output: number, work: number, direction: number): void
    _pffft_zconvolve_accumulate(setup: number, a: number, b: number, ab: number, scaling: number): void
  }
  export default function load(): Promise<Pffft>
}
