import type { OwnUint8Array } from '../samples.js'
/** The parts of its host that this package uses, described here so that its types need neither the DOM's nor Node's. */
interface Host {
  readonly WebAssembly?: HostWebAssembly
  readonly Buffer?: { from(text: string, encoding: 'base64'): OwnUint8Array }
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>
    getBuiltinModule?(name: 'node:zlib'): { inflateRawSync?(packed: Uint8Array): OwnUint8Array } | undefined
  }
}

export interface HostMemory {
  readonly buffer: ArrayBuffer
}

export type Exports = Readonly<Record<string, unknown>>

export interface HostWebAssembly {
  validate(bytes: OwnUint8Array): boolean
  readonly Module: {
    new (bytes: OwnUint8Array): object
    customSections(module: object, name: string): readonly ArrayBuffer[]
  }
  readonly Instance: new (
    module: object,
    imports?: Readonly<Record<string, object>>,
  ) => {
    readonly exports: Exports
  }
}

export const host = globalThis as unknown as Host
