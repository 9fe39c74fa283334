import { decodeBase64 } from './base64.js'
import { baseline } from './generated/baseline.js'
import { relaxed } from './generated/relaxed.js'
import { host, type HostMemory } from './host.js'
import type {
  ByteFunctions,
  Functions,
  Instance,
  PcmFunctions,
  SlidingFunctions,
  TableFunctions,
  WindowFunctions,
} from './instance.js'
import { passesKnownAnswers } from './known-answers.js'

/** The vector instructions in use: those of every engine since 2021, or relaxed SIMD with fused multiply-add. */
export type Simd = 'baseline' | 'relaxed'

let wanted: Simd | 'auto' | undefined
let loaded: Loaded | undefined

interface Loaded {
  readonly instance: Instance
  readonly simd: Simd
  /** What the instance was made of: a WebAssembly.Module. */
  readonly module: object
}

/**
 * Chooses the binary before the first computation: 'baseline' makes every machine compute the same bits, 'relaxed' is
 * faster where the host has it, 'auto' (the default) takes the faster one. The environment variable TAPLINE_SIMD does
 * the same.
 *
 * @throws Error if something has been computed already and the choice comes too late.
 * @throws RangeError if the name is none of the three.
 */
export function setSimd(simd: Simd | 'auto'): void {
  const checked = requireSimd(simd, 'simd')
  if (loaded !== undefined && checked !== 'auto' && checked !== loaded.simd) {
    throw new Error(
      `the ${loaded.simd} binary is in use already: call setSimd('${checked}') before the first computation`,
    )
  }
  wanted = checked
}

/** Which binary is in use. Loads it if need be. */
export function simd(): Simd {
  return load().simd
}

/** The instance that all of the package shares, compiled at its first use. */
export function instance(): Instance {
  return load().instance
}

/** The binary in use, compiled, for `useModule` on another thread. Loads it if need be. */
export function compiledModule(): object {
  return load().module
}

/**
 * Takes a binary that another thread has compiled and tested.
 *
 * @throws Error if another one is in use already.
 */
export function useModule(module: object, simd: Simd): void {
  setSimd(simd)
  loaded ??= { instance: instantiate(module), simd, module }
}

function load(): Loaded {
  return (loaded ??= choose(wanted ?? fromEnvironment()))
}

function choose(choice: Simd | 'auto'): Loaded {
  const names: readonly Simd[] = choice === 'auto' ? ['relaxed', 'baseline'] : [choice]
  for (const simd of names) {
    const module = compile(simd)
    if (module === undefined) continue
    const instance = instantiate(module)
    // Some browsers accepted vector code and computed wrong values with it: belief only after a test.
    if (passesKnownAnswers(instance)) return { instance, simd, module }
  }
  throw new Error(
    choice === 'relaxed'
      ? "this host does not run WebAssembly relaxed SIMD: choose 'baseline' or 'auto'"
      : 'this host does not run WebAssembly SIMD as it should: use Node 20.19 or newer, or a browser of 2023 or newer',
  )
}

/** A binary, compiled; undefined where the host has not its instructions. */
function compile(simd: Simd): object | undefined {
  const WebAssembly = requireWebAssembly()
  if (!WebAssembly.validate(probe(simd))) return undefined
  const bytes = decodeBase64(simd === 'relaxed' ? relaxed : baseline)
  try {
    return new WebAssembly.Module(bytes)
  } catch (cause) {
    throw refusal(cause)
  }
}

function instantiate(module: object): Instance {
  const WebAssembly = requireWebAssembly()
  try {
    return bind(new WebAssembly.Instance(module).exports)
  } catch (cause) {
    throw refusal(cause)
  }
}

function requireWebAssembly(): NonNullable<typeof host.WebAssembly> {
  if (host.WebAssembly !== undefined) return host.WebAssembly
  throw new Error('this host has no WebAssembly: use Node 20.19 or newer, or a browser of 2023 or newer')
}

function refusal(cause: unknown): Error {
  return new Error(
    "WebAssembly was refused: a page with a Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src",
    { cause },
  )
}

/** Gives the exports their types; the suffixes 32 and 64 become two objects with the same members. */
function bind(exports: Readonly<Record<string, unknown>>): Instance {
  const allocate = exports['allocate'] as Instance['allocate']
  return {
    memory: exports['memory'] as HostMemory,
    // Addresses are unsigned; WebAssembly hands them over as signed.
    allocate: (bytes) => allocate(bytes) >>> 0,
    zero: exports['zero'] as Instance['zero'],
    free: exports['free'] as Instance['free'],
    float32: functions(exports, '32'),
    float64: functions(exports, '64'),
    tables: {
      diagonals: exports['diagonals'] as TableFunctions['diagonals'],
      dissimilarity: exports['dissimilarity'] as TableFunctions['dissimilarity'],
    },
    sliding: {
      center: exports['center'] as SlidingFunctions['center'],
      inverseNorms: exports['inverseNorms'] as SlidingFunctions['inverseNorms'],
      scan: exports['scan'] as SlidingFunctions['scan'],
      standardize: exports['standardize'] as SlidingFunctions['standardize'],
      halfSquaredDistance: exports['halfSquaredDistance'] as SlidingFunctions['halfSquaredDistance'],
    },
    windows: {
      moments: exports['moments'] as WindowFunctions['moments'],
      standardized: exports['standardized'] as WindowFunctions['standardized'],
      windowSquares: exports['windowSquares'] as WindowFunctions['windowSquares'],
      normalize: exports['normalize'] as WindowFunctions['normalize'],
    },
    bytes: {
      widen: exports['widen'] as ByteFunctions['widen'],
      narrow: exports['narrow'] as ByteFunctions['narrow'],
    },
    pcm: {
      decode16: exports['decode16'] as PcmFunctions['decode16'],
      encode16: exports['encode16'] as PcmFunctions['encode16'],
      level: exports['level'] as PcmFunctions['level'],
    },
  }
}

function functions(exports: Readonly<Record<string, unknown>>, suffix: '32' | '64'): Functions {
  return {
    forward: exports[`forward${suffix}`] as Functions['forward'],
    forwardFolded: exports[`forwardFolded${suffix}`] as Functions['forwardFolded'],
    inverse: exports[`inverse${suffix}`] as Functions['inverse'],
    inverseAdd: exports[`inverseAdd${suffix}`] as Functions['inverseAdd'],
    multiply: exports[`multiply${suffix}`] as Functions['multiply'],
    place: exports[`place${suffix}`] as Functions['place'],
    accumulate: exports[`accumulate${suffix}`] as Functions['accumulate'],
    accumulateLags: exports[`accumulateLags${suffix}`] as Functions['accumulateLags'],
    finish: exports[`finish${suffix}`] as Functions['finish'],
    fir: exports[`fir${suffix}`] as Functions['fir'],
    forwardNatural: exports[`forwardNatural${suffix}`] as Functions['forwardNatural'],
    inverseNatural: exports[`inverseNatural${suffix}`] as Functions['inverseNatural'],
    ingest: exports[`ingest${suffix}`] as Functions['ingest'],
    taps: exports[`taps${suffix}`] as Functions['taps'],
    tapsOfFour: exports[`tapsOfFour${suffix}`] as Functions['tapsOfFour'],
    dots: exports[`dots${suffix}`] as Functions['dots'],
    areFinite: exports[`areFinite${suffix}`] as Functions['areFinite'],
    add: exports[`add${suffix}`] as Functions['add'],
    copyGrid: exports[`copyGrid${suffix}`] as Functions['copyGrid'],
    copy: exports['copy'] as Functions['copy'],
    clear: exports['clear'] as Functions['clear'],
    profile: exports[`profile${suffix}`] as Functions['profile'],
  }
}

function fromEnvironment(): Simd | 'auto' {
  const value = host.process?.env?.['TAPLINE_SIMD']
  return value === undefined || value === '' ? 'auto' : requireSimd(value, 'TAPLINE_SIMD')
}

function requireSimd(value: string, name: string): Simd | 'auto' {
  if (value === 'baseline' || value === 'relaxed' || value === 'auto') return value
  throw new RangeError(`${name} is ${JSON.stringify(value)}: give 'baseline', 'relaxed' or 'auto'`)
}

/**
 * A module of one function, () → v128, that is valid where the host has the instructions: `f32x4.add` of zeros, or
 * `f32x4.relaxed_madd` of zeros. It is so small that a host without relaxed SIMD need not look at the whole binary.
 */
function probe(simd: Simd): Uint8Array<ArrayBuffer> {
  const zero = [0x41, 0x00, 0xfd, 0x11] // i32.const 0, i32x4.splat
  const instruction = simd === 'relaxed' ? [...zero, 0xfd, 0x85, 0x02] : [0xfd, 0xe4, 0x01]
  const code = [0x00, ...zero, ...zero, ...instruction, 0x0b]
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
  const types = [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b]
  const functions = [0x03, 0x02, 0x01, 0x00]
  return Uint8Array.of(...header, ...types, ...functions, 0x0a, code.length + 2, 0x01, code.length, ...code)
}
