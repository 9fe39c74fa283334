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

declare module '@techstark/opencv-js' {
  /** An image or a matrix in the module's memory; its views are detached when that grows. */
  export interface Mat {
    readonly data32F: Float32Array
    readonly data: Uint8Array
  }
  export interface OpenCvJs {
    readonly Mat: new (rows?: number, columns?: number, type?: number) => Mat
    readonly Point: new (x: number, y: number) => object
    readonly CV_32F: number
    readonly CV_8UC4: number
    readonly BORDER_REFLECT_101: number
    readonly TM_CCOEFF_NORMED: number
    filter2D(
      source: Mat,
      target: Mat,
      depth: number,
      kernel: Mat,
      anchor: object,
      delta: number,
      border: number,
    ): void
    sepFilter2D(
      source: Mat,
      target: Mat,
      depth: number,
      row: Mat,
      column: Mat,
      anchor: object,
      delta: number,
      border: number,
    ): void
    matchTemplate(image: Mat, template: Mat, result: Mat, method: number): void
  }
  const loading: Promise<OpenCvJs>
  export default loading
}
