/** What this package asks of its host, described here so that its types need neither the DOM's nor Node's. */
interface Host {
  readonly WebAssembly?: HostWebAssembly
  readonly Buffer?: { from(text: string, encoding: 'base64'): Uint8Array<ArrayBuffer> }
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
}

export interface HostMemory {
  readonly buffer: ArrayBuffer
}

export type Exports = Readonly<Record<string, unknown>>

export interface HostWebAssembly {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
  readonly Module: {
    new (bytes: Uint8Array<ArrayBuffer>): object
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
