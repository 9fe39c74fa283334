import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { decodeBase64 } from '../../src/wasm/base64.js'
import { adaptive } from '../../src/wasm/generated/adaptive.js'
import { core } from '../../src/wasm/generated/core.js'
import { image } from '../../src/wasm/generated/image.js'
import { layers } from '../../src/wasm/generated/layers.js'
import { natural } from '../../src/wasm/generated/natural.js'
import { pattern } from '../../src/wasm/generated/pattern.js'
import { pcm } from '../../src/wasm/generated/pcm.js'
import { resample } from '../../src/wasm/generated/resample.js'
import { inflate } from '../../src/wasm/inflate.js'
import type { PackedPart, Simd } from '../../src/wasm/module.js'

const assembly = fileURLToPath(new URL('../../src/wasm/assembly', import.meta.url))
const parts = { adaptive, core, image, layers, natural, pattern, pcm, resample }
const simds: readonly Simd[] = ['baseline', 'relaxed']

/** The exports of a part by its table and the assembly, with their numbers of parameters. */
function declared(part: string): Record<string, number> {
  const table = statements(`parts/${part}.ts`).filter(ts.isExportDeclaration)
  return Object.fromEntries(
    table.flatMap(({ moduleSpecifier, exportClause }) => {
      const path = `${basename((moduleSpecifier as ts.StringLiteral).text)}.ts`
      const names = (exportClause as ts.NamedExports).elements.map(({ name }) => name.text)
      return names.flatMap((name) => entries(name, path))
    }),
  )
}

function entries(name: string, path: string): [string, number][] {
  const kernel = statements(path)
    .filter(ts.isFunctionDeclaration)
    .find((node) => node.name?.text === name)!
  const endings = kernel.typeParameters === undefined ? [''] : ['32', '64']
  return endings.map((ending) => [name + ending, kernel.parameters.length])
}

function statements(path: string): readonly ts.Statement[] {
  const text = readFileSync(`${assembly}/${path}`, 'utf8')
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true).statements
}

function packed({ relaxed, baseline, packed }: PackedPart, simd: Simd): Uint8Array<ArrayBuffer> {
  const bytes = inflate(decodeBase64(packed), relaxed + baseline)
  return simd === 'relaxed' ? bytes.slice(0, relaxed) : bytes.slice(relaxed)
}

/** The functions that a binary exports, and their numbers of parameters. */
function exported(bytes: Uint8Array<ArrayBuffer>): Record<string, number> {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
  const functions = Object.entries(exports).filter(([, value]) => typeof value === 'function')
  return Object.fromEntries(functions.map(([name, value]) => [name, (value as () => void).length]))
}

const canRun = (bytes: Uint8Array<ArrayBuffer>): boolean => WebAssembly.validate(bytes)

describe.each(simds)(
  'The %s binary exports what the tables in assembly/parts and the assembly say',
  (simd) => {
    test.each(Object.entries(parts))('in %s', (name, code) => {
      const bytes = packed(code, simd)
      if (canRun(bytes)) expect(exported(bytes)).toEqual(declared(name))
    })

    test('in all parts together', () => {
      const bytes = Uint8Array.from(readFileSync(`${assembly}/../generated/${simd}.wasm`))
      const all = Object.fromEntries(Object.keys(parts).flatMap((part) => Object.entries(declared(part))))
      if (canRun(bytes)) expect(exported(bytes)).toEqual(all)
    })
  },
)
