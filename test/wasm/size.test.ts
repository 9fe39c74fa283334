import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adaptive } from '../../src/wasm/generated/adaptive.js'
import { core } from '../../src/wasm/generated/core.js'
import { image } from '../../src/wasm/generated/image.js'
import { layers } from '../../src/wasm/generated/layers.js'
import { natural } from '../../src/wasm/generated/natural.js'
import { pattern } from '../../src/wasm/generated/pattern.js'
import { pcm } from '../../src/wasm/generated/pcm.js'
import { resample } from '../../src/wasm/generated/resample.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The package as `npm run build:js` publishes it: a bundler sees its chunks, not the sources. */
let published: string
beforeAll(() => {
  mkdirSync(join(root, 'out'), { recursive: true })
  published = mkdtempSync(join(root, 'out/size-'))
  writeFileSync(join(published, 'package.json'), JSON.stringify({ type: 'module', sideEffects: false }))
  execFileSync(process.execPath, [join(root, 'scripts/build-js.mjs'), published])
})
afterAll(() => rmSync(published, { recursive: true }))

test('All entries of the package run as they are', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, object>
  }
  const faces = Object.keys(exports).filter((face) => !/\.(json|js|wasm)$/.test(face))
  const program = faces.map((face) => `await import('./${face}/index.js')`).join('\n')
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: published })
  expect(faces.length).toBeGreaterThan(8)
})

/** The minified code of a page that uses one export of the package. */
async function bundled(name: string, face: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${name} } from './${face}/index.js'\nconsole.log(${name})`,
      resolveDir: published,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0].text
}

const parts = { adaptive, core, image, layers, natural, pattern, pcm, resample }

describe('A page that imports', () => {
  test.each([
    ['Convolver', '.', 30_000, ['core']],
    ['convolve', '.', 25_000, ['core']],
    ['matchProfile', '.', 30_000, ['core', 'pattern']],
    ['convolve2d', 'image', 35_000, ['core', 'image']],
    ['Resampler', '.', 30_000, ['core', 'resample']],
    ['RealFft', '.', 30_000, ['core', 'natural']],
    ['AdaptiveConvolver', '.', 32_000, ['adaptive', 'core']],
    ['Conv2d', 'layers', 32_000, ['core', 'image', 'layers']],
    ['findPeaks', '.', 8_000, []],
    ['createConvolverNode', 'audio', 45_000, ['core']],
    ['fromMicrophone', 'audio', 12_000, []],
  ])(
    '%s of %s loads less than %i bytes, gzipped, and only the parts of the engine that it uses',
    async (...row) => {
      const [name, face, greatest, used] = row
      const code = await bundled(name, face)
      expect(gzipSync(code, { level: 9 }).length).toBeLessThan(greatest)
      expect(Object.keys(parts).filter((part) => code.includes(parts[part as 'core'].packed))).toEqual(used)
    },
  )
})
