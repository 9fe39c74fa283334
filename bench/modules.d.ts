// The types of the libraries in bench/package.json, as far as they are used here: they need not be installed to check this code.

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

declare module '@tensorflow/tfjs-core' {
  export interface Tensor {
    dispose(): void
    dataSync<T extends 'float32'>(): Record<T, Float32Array>[T]
  }
  export function setBackend(name: string): Promise<boolean>
  export function ready(): Promise<void>
  export function tensor3d(values: Float32Array, shape: readonly number[]): Tensor
  export function tensor4d(values: Float32Array, shape: readonly number[]): Tensor
  export function conv2d(input: Tensor, weights: Tensor, stride: number, padding: 'same'): Tensor
  export function tidy(run: () => Tensor): Tensor
  export const fused: {
    conv2d(options: {
      readonly x: Tensor
      readonly filter: Tensor
      readonly strides: number
      readonly pad: 'same'
      readonly dilations: readonly [number, number]
      readonly activation: 'relu'
    }): Tensor
  }
}

declare module '@tensorflow/tfjs-backend-wasm' {
  export function setThreadsCount(count: number): void
  export function setWasmPaths(folder: string): void
}

declare module 'onnxruntime-web' {
  export class Tensor {
    constructor(type: 'float32', data: Float32Array, dims: readonly number[])
    readonly data: Float32Array
  }
  export class InferenceSession {
    static create(
      model: Uint8Array,
      options: { readonly executionProviders: readonly string[] },
    ): Promise<InferenceSession>
    run(feeds: { readonly x: Tensor }): Promise<{ readonly y: Tensor }>
  }
  export const env: { readonly wasm: { numThreads: number } }
}

declare module 'ml-convolution' {
  /** A plan for signals of one length and one kernel. */
  export interface Plan {
    convolve(input: ArrayLike<number>): number[]
  }
  export type PlanConstructor = new (size: number, kernel: ArrayLike<number>) => Plan
  export const FFTConvolution: PlanConstructor
  export const DirectConvolution: PlanConstructor
}

declare module 'pitchy' {
  export class PitchDetector {
    static forFloat64Array(length: number): PitchDetector
    /** The frequency, and how clear it is, between 0 and 1. */
    findPitch(window: Float64Array, sampleRate: number): [frequencyHz: number, clarity: number]
  }
}

declare module '@alexanderolsen/libsamplerate-js' {
  interface Library {
    readonly ConverterType: { readonly SRC_SINC_BEST_QUALITY: number }
    create: (
      channels: number,
      fromRate: number,
      toRate: number,
      options: { converterType: number },
    ) => Promise<{ full: (chunk: Float32Array) => Float32Array }>
  }
  const library: Library
  export default library
}
