import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { core } from '../../src/wasm/generated/core.js'
import { image } from '../../src/wasm/generated/image.js'
import { pattern } from '../../src/wasm/generated/pattern.js'
import { pcm } from '../../src/wasm/generated/pcm.js'

/** What a page loads that uses one thing of the package: minified, as a bundler makes it of the sources. */
async function bundled(name: string, entry: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${name} } from '${entry}'\nconsole.log(${name})`,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  })
  return outputFiles[0].text
}

const parts = { core, image, pattern, pcm }

describe('A page that imports', () => {
  test.each([
    ['Convolver', 'tapline', 30_000, ['core']],
    ['convolve', 'tapline', 25_000, ['core']],
    ['matchProfile', 'tapline', 30_000, ['core', 'pattern']],
    ['convolve2d', 'tapline/image', 35_000, ['core', 'image']],
    ['findPeaks', 'tapline', 8_000, []],
    ['createConvolverNode', 'tapline/audio', 45_000, ['core']],
    ['fromMicrophone', 'tapline/audio', 12_000, []],
  ])(
    '%s of %s loads less than %i bytes, gzip, and only the parts of the engine that it uses',
    async (...row) => {
      const [name, entry, greatest, used] = row
      const code = await bundled(name, entry)
      expect(gzipSync(code, { level: 9 }).length).toBeLessThan(greatest)
      expect(Object.keys(parts).filter((part) => code.includes(parts[part as 'core'].packed))).toEqual(used)
    },
  )
})
