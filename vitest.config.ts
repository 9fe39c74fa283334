import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const src = fileURLToPath(new URL('./src', import.meta.url))

// What depends on the binary runs with both of them, where the host has relaxed SIMD: this is a module of one function
// with one of its instructions.
const relaxedModule = '0061736d010000000105016000017b030201000a0f010d004101fd0f4102fd0ffd80020b'
const hostHasRelaxedSimd = WebAssembly.validate(Uint8Array.from(Buffer.from(relaxedModule, 'hex')))
const relaxedProject: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'relaxed',
    env: { TAPLINE_SIMD: 'relaxed' },
    include: [
      'test/{wasm,transform,convolution,stream,pattern,image,layers,filter,format}/**/*.test.ts',
      'test/{conformance,golden}.test.ts',
    ],
  },
}

export default defineConfig({
  resolve: {
    // As `paths` in tsconfig.json: tests see the sources, not dist.
    alias: [
      { find: /^tapline$/, replacement: `${src}/index.ts` },
      { find: /^tapline\/([a-z]+)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: {
    // Processes start slowly on a busy machine; no test is about how long it takes.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // .ci/run reads the counts from the JSON file.
    reporters: ['default', ['json', { outputFile: 'out/test-results.json' }]],
    projects: [
      {
        extends: true,
        test: { name: 'baseline', env: { TAPLINE_SIMD: 'baseline' }, include: ['test/**/*.test.ts'] },
      },
      ...(hostHasRelaxedSimd ? [relaxedProject] : []),
    ],
  },
})
