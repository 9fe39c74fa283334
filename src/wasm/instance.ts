import type { HostMemory } from './host.js'

// The exports of the parts in assembly/parts, where the names of functions for both precisions end with 32 or 64. Addresses are
// in bytes; lengths are in samples unless a comment says otherwise.

/** The exports of a part for each precision. */
export interface OfPrecisions<Functions> {
  readonly float32: Functions
  readonly float64: Functions
}

/** The functions of the core for one precision. */
export interface Functions {
  forward(spectrum: number, source: number, size: number, plan: number): void
  forwardFolded(spectrum: number, source: number, size: number, plan: number): void
  inverse(target: number, spectrum: number, size: number, plan: number): void
  inverseAdd(target: number, spectrum: number, size: number, plan: number): void
  multiply(target: number, a: number, b: number, bytes: number): void
  place(
    kernel: number,
    spectrum: number,
    bytes: number,
    index: number,
    partitions: number,
    scale: number,
  ): void
  accumulate(
    target: number,
    history: number,
    newest: number,
    kernel: number,
    bytes: number,
    partitions: number,
    from: number,
    to: number,
    add: number,
  ): void
  accumulateLags(sum: number, previous: number, a: number, b: number, bytes: number): void
  finish(tail: number, sum: number, size: number, plan: number): void
  fir(target: number, initial: number, source: number, taps: number, tapCount: number, count: number): void
  forwardNatural(bins: number, samples: number, work: number, size: number, tables: number): void
  inverseNatural(samples: number, bins: number, work: number, size: number, tables: number): void
  ingest(target: number, source: number, count: number): number
  areFinite(source: number, count: number): number
}

/** The core: its memory, which all parts share, and its functions. Sizes of `copy` and `clear` are in bytes. */
export interface Instance extends OfPrecisions<Functions> {
  readonly memory: HostMemory
  /** Memory of unknown contents, or 0 if there is none. */
  allocate(bytes: number): number
  /** Sets what `allocate` has just returned to 0. */
  zero(address: number): void
  free(address: number): void
  copy(target: number, source: number, bytes: number): void
  clear(target: number, bytes: number): void
}

/** The part for windows that slide over a signal, nearly all of it in float64. `isSingle`: what is written is float32. */
export interface PatternPart extends OfPrecisions<ProfileFunctions> {
  center(target: number, source: number, count: number, isSingle: boolean): number
  inverseNorms(
    target: number,
    source: number,
    count: number,
    length: number,
    scale: number,
    sums: number,
    isSingle: boolean,
  ): void
  scan(
    products: number,
    inverses: number,
    from: number,
    count: number,
    margin: number,
    threshold: number,
    isBlind: boolean,
  ): number
  standardize(target: number, source: number, length: number): number
  halfSquaredDistance(a: number, b: number, length: number): number
  /** Windows and lags are counted, a stride is in bytes. */
  diagonals(
    table: number,
    stride: number,
    length: number,
    rowFrom: number,
    rowTo: number,
    firstLag: number,
    lastLag: number,
  ): void
  dissimilarity(table: number, stride: number, length: number, a: number, b: number): number
}

interface ProfileFunctions {
  profile(
    target: number,
    products: number,
    inverses: number,
    count: number,
    length: number,
    near: number,
  ): number
}

/** The part for images, and taps at any places. `isSingle`: pixels, and what is written, are float32. */
export interface ImagePart extends OfPrecisions<TapFunctions> {
  widen(target: number, source: number, count: number): void
  narrow(target: number, source: number, kept: number, mask: number, count: number): void
  moments(results: number, source: number, count: number, isSingle: boolean): void
  standardized(
    target: number,
    source: number,
    count: number,
    mean: number,
    scale: number,
    isSingle: boolean,
  ): void
  windowSquares(
    squares: number,
    means: number,
    targetPitch: number,
    source: number,
    pitch: number,
    columns: number,
    rows: number,
    width: number,
    height: number,
    factor: number,
    sums: number,
    isSingle: boolean,
  ): void
  normalize(target: number, products: number, squares: number, count: number): number
}

interface TapFunctions {
  taps(
    y: number,
    x: number,
    weights: number,
    bias: number,
    offsets: number,
    tapCount: number,
    count: number,
  ): void
  tapsOfFour(
    y: number,
    stride: number,
    x: number,
    weights: number,
    bias: number,
    offsets: number,
    tapCount: number,
    count: number,
  ): void
  dots(sums: number, a: number, b: number, offsets: number, tapCount: number, count: number): void
  add(target: number, a: number, b: number, count: number): void
  copyGrid(
    y: number,
    yPitch: number,
    yStep: number,
    x: number,
    xPitch: number,
    xStep: number,
    columns: number,
    rows: number,
  ): void
}

/** The part that knows how sound is stored. Pitches are in bytes; numbers are float32. */
export interface PcmPart {
  decode16(target: number, pitch: number, source: number, channels: number, count: number): void
  encode16(target: number, source: number, pitch: number, channels: number, count: number): void
  level(source: number, count: number, peak: number, beyond: number): number
}
