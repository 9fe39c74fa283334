import type { Precision } from '../../samples.js'
import { simd } from '../../wasm/module.js'
import { fingerprint } from '../snapshot/fingerprint.js'
import type { Initial } from './initial.js'
import type { Routing } from './routing.js'

/** What a snapshot says of itself, besides the samples. */
export interface SnapshotHeader {
  readonly simd: string
  readonly precision: Precision
  readonly blockSize: number
  readonly kernelLength: number
  /** The fingerprint of the taps, and of where they lead from and to. */
  readonly kernel: number
  /** The partition, as JSON. */
  readonly plan: string
  readonly initial: Initial
  /** The numbers of the state, in an order of its own. */
  readonly state: readonly number[]
}

/** What must be the same where a snapshot is restored. */
type Origin = Omit<SnapshotHeader, 'initial' | 'state'>

/** Whether all that a header says is there, and of its kind. It may come from a stranger. */
export function isSnapshotHeader(value: unknown): value is SnapshotHeader {
  if (typeof value !== 'object' || value === null) return false
  const header: Partial<Record<string, unknown>> = { ...value }
  const counts = [header['blockSize'], header['kernelLength'], header['kernel']]
  return (
    isOneOf(header['simd'], ['baseline', 'relaxed']) &&
    isOneOf(header['precision'], ['float32', 'float64']) &&
    isOneOf(header['initial'], ['zero', 'first']) &&
    counts.every((count) => typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) &&
    typeof header['plan'] === 'string' &&
    Array.isArray(header['state']) &&
    header['state'].every((number) => typeof number === 'number')
  )
}

function isOneOf(value: unknown, allowed: readonly string[]): boolean {
  return typeof value === 'string' && allowed.includes(value)
}

/** Where a snapshot of streams with these kernels comes from. */
export function describe({ inputCount, outputCount, routes, kernel: common }: Routing): Origin {
  const { precision, blockSize, length, plan } = common
  const numbers = routes.flatMap(({ input, output, length, kernel }) => [
    input,
    output,
    length,
    kernel.fingerprint,
  ])
  return {
    simd: simd(),
    precision,
    blockSize,
    kernelLength: length,
    kernel: fingerprint(new Uint8Array(Float64Array.of(inputCount, outputCount, ...numbers).buffer)),
    plan: JSON.stringify(plan),
  }
}

/** What a difference is called where its value says nothing to a reader. */
const DIFFERENCES: Readonly<Partial<Record<keyof SnapshotHeader, string>>> = {
  kernel: 'other taps',
  plan: 'another partition of the taps',
}

/** @throws RangeError if a snapshot was not made with just this. */
export function requireSame(snapshot: SnapshotHeader, here: Origin): void {
  if (snapshot.simd !== here.simd) {
    throw new RangeError(
      `the snapshot was made with ${snapshot.simd} SIMD, but this process uses ${here.simd}, which rounds differently: ` +
        `set TAPLINE_SIMD=${snapshot.simd}, or make all snapshots with TAPLINE_SIMD=baseline`,
    )
  }
  for (const name of ['precision', 'blockSize', 'kernelLength', 'kernel', 'plan'] as const) {
    if (snapshot[name] === here[name]) continue
    const what = DIFFERENCES[name] ?? `${name} ${snapshot[name]}`
    throw new RangeError(
      `the snapshot was made with ${what}, not those of this kernel: give the kernel it was made with`,
    )
  }
}
