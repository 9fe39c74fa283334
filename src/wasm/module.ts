import { describe } from '../describe.js'
import { requireOneOf } from '../require.js'
import { decodeBase64 } from './base64.js'
import { core } from './generated/core.js'
import { fingerprint } from './generated/fingerprint.js'
import { type Exports, host, type HostWebAssembly } from './host.js'
import { inflate } from './inflate.js'
import type { Instance } from './instance.js'
import { passesKnownAnswers } from './known-answers.js'

/** The vector instructions in use: those of all hosts since 2021, or relaxed SIMD with fused multiply-add. */
export type Simd = 'baseline' | 'relaxed'

/** The two binaries of a part of the engine, deflated, relaxed before baseline, in base64; and their lengths. */
export interface PackedPart {
  readonly relaxed: number
  readonly baseline: number
  readonly packed: string
}

interface Loaded {
  readonly instance: Instance
  readonly simd: Simd
  /** The WebAssembly.Module of the instance. */
  readonly module: object
  /** The other parts, if they are in the given binary; undefined if they are still packed. */
  readonly parts: Exports | undefined
}

const FILES = 'tapline/engine/baseline.wasm or tapline/engine/relaxed.wasm of this version'

let wanted: Simd | 'auto' | undefined
let given: { readonly module: object; readonly simd: Simd } | undefined
let loaded: Loaded | undefined

/**
 * Chooses the binary. Call it before the first computation. 'baseline' makes every machine compute the same bits from the same
 * kernel, 'relaxed' is faster on hosts that support it, and 'auto' (the default) takes the faster one. The environment variable
 * TAPLINE_SIMD does the same.
 *
 * @throws Error if another binary has been used already.
 * @throws RangeError if the name is not one of these three.
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

/**
 * Sets the engine to a compiled module. Call it before the first computation. You need it only on hosts that do not compile
 * WebAssembly at run time, such as Cloudflare Workers, or on pages whose policy forbids it. The package contains the module as
 * `tapline/engine/baseline.wasm` and, with relaxed SIMD, as `tapline/engine/relaxed.wasm`. The module also determines the
 * binary.
 *
 *     import engine from 'tapline/engine/baseline.wasm' // a WebAssembly.Module, in Cloudflare Workers
 *     import { convolve, setEngine } from 'tapline'
 *     setEngine(engine)
 *
 * @param module A `WebAssembly.Module` of one of these files.
 * @throws TypeError if it is not a module, or not one of these files.
 * @throws Error if the other binary has been used already.
 */
export function setEngine(module: object): void {
  const simd = simdOf(module)
  if (loaded !== undefined && loaded.simd !== simd) {
    throw new Error(
      `the ${loaded.simd} binary is in use already: call setEngine before the first computation`,
    )
  }
  given = { module, simd }
}

/** Returns the name of the binary in use. Loads it if necessary. */
export function simd(): Simd {
  return load().simd
}

/** The instance that the whole package shares, compiled at its first use. */
export function instance(): Instance {
  return load().instance
}

/** The compiled core in use, for `useModule` on another thread. Loads it if necessary. */
export function compiledModule(): object {
  return load().module
}

/**
 * Uses a binary that another thread has compiled and tested.
 *
 * @throws Error if another one is in use already.
 */
export function useModule(module: object, simd: Simd): void {
  setSimd(simd)
  loaded ??= { instance: bind(instantiate(module)) as Instance, simd, module, parts: undefined }
}

/** The functions of another part of the engine, which is compiled at its first use. They work on the same memory. */
export function part(code: PackedPart): () => object {
  let functions: object | undefined
  return () => (functions ??= loadPart(code))
}

function load(): Loaded {
  return (loaded ??= given === undefined ? choose(wanted ?? fromEnvironment()) : loadGiven(given))
}

function choose(choice: Simd | 'auto'): Loaded {
  const names: readonly Simd[] = choice === 'auto' ? ['relaxed', 'baseline'] : [choice]
  const WebAssembly = requireWebAssembly()
  for (const simd of names) {
    if (!permitted(() => WebAssembly.validate(probe(simd)))) continue
    const module = compile(core, simd)
    const instance = bind(instantiate(module)) as Instance
    // Some browsers accepted vector code and computed wrong values with it, so test before use.
    if (passesKnownAnswers(instance)) return { instance, simd, module, parts: undefined }
  }
  throw new Error(
    choice === 'relaxed'
      ? "this host does not run WebAssembly relaxed SIMD: choose 'baseline' or 'auto'"
      : 'this host does not run WebAssembly SIMD correctly: use Node 20.19 or newer, or a browser of 2023 or newer',
  )
}

function loadGiven({ module, simd }: { readonly module: object; readonly simd: Simd }): Loaded {
  if (wanted !== undefined && wanted !== 'auto' && wanted !== simd) {
    throw new Error(`setSimd chose '${wanted}', but setEngine got the ${simd} binary: pass the other file`)
  }
  const parts = instantiate(module)
  const instance = bind(parts) as Instance
  if (passesKnownAnswers(instance)) return { instance, simd, module, parts }
  throw new Error(
    `this host does not run WebAssembly SIMD correctly: the ${simd} binary computes wrong values on it`,
  )
}

function loadPart(code: PackedPart): object {
  const { instance, simd, parts } = load()
  return bind(parts ?? instantiate(compile(code, simd), { env: { memory: instance.memory } }))
}

function compile(code: PackedPart, simd: Simd): object {
  const { Module } = requireWebAssembly()
  const { relaxed, baseline, packed } = code
  const bytes = inflate(decodeBase64(packed), simd === 'relaxed' ? relaxed : relaxed + baseline)
  return permitted(() => new Module(simd === 'relaxed' ? bytes : bytes.slice(relaxed)))
}

function instantiate(module: object, imports?: Readonly<Record<string, object>>): Exports {
  const { Instance } = requireWebAssembly()
  return permitted(() => new Instance(module, imports).exports)
}

/** Compiles, and explains the error if the host refuses. */
function permitted<Result>(compile: () => Result): Result {
  try {
    return compile()
  } catch (cause) {
    const isMemory = cause instanceof Error && cause.name === 'RangeError'
    throw new Error(isMemory ? NO_MEMORY : REFUSED, { cause })
  }
}

const NO_MEMORY =
  'the host has no memory for WebAssembly: allow more address space (ulimit -v), or use fewer workers, each of which has its own'
const REFUSED =
  "WebAssembly was refused: a page with a Content-Security-Policy must allow 'wasm-unsafe-eval' in script-src; a host that " +
  'does not compile at run time, such as Cloudflare Workers, needs setEngine with a compiled module'

function requireWebAssembly(): HostWebAssembly {
  const { WebAssembly } = host
  if (WebAssembly !== undefined) return WebAssembly
  throw new Error('this host has no WebAssembly: use Node 20.19 or newer, or a browser of 2023 or newer')
}

/** Binds the exports as the generated types say: those whose names end with 32 or 64 become members of two objects. */
function bind(exports: Exports): object {
  const bound: Record<string, unknown> = {}
  const float32: Record<string, unknown> = {}
  const float64: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(exports)) {
    const target = name.endsWith('32') ? float32 : name.endsWith('64') ? float64 : bound
    target[target === bound ? name : name.slice(0, -2)] = value
  }
  return { ...bound, float32, float64 }
}

/** The kind of a binary, from a section of its own. */
function simdOf(module: object): Simd {
  const { Module } = requireWebAssembly()
  let mark: string | undefined
  try {
    const sections = Module.customSections(module, 'tapline')
    if (sections.length > 0) mark = String.fromCharCode(...new Uint8Array(sections[0]))
  } catch (cause) {
    throw new TypeError(`module must be a WebAssembly.Module of ${FILES}, got ${describe(module)}`, { cause })
  }
  if (mark === `baseline ${fingerprint}`) return 'baseline'
  if (mark === `relaxed ${fingerprint}`) return 'relaxed'
  throw new TypeError(
    `module must be ${FILES}, got ${mark === undefined ? 'another module' : 'that of another version'}`,
  )
}

/** Hosts that ask for permission, such as Deno, throw instead. */
function fromEnvironment(): Simd | 'auto' {
  let value: string | undefined
  try {
    value = host.process?.env?.['TAPLINE_SIMD']
  } catch {
    return 'auto'
  }
  return value === undefined || value === '' ? 'auto' : requireSimd(value, 'TAPLINE_SIMD')
}

function requireSimd(value: string, name: string): Simd | 'auto' {
  const simd = value as Simd | 'auto'
  requireOneOf(simd, ['baseline', 'relaxed', 'auto'], name)
  return simd
}

/**
 * A module of one function, () → v128, that is valid if the host has the instructions: `f32x4.add` of zeros, or
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
