import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const src = fileURLToPath(new URL('./src', import.meta.url))

// A module of one function with one instruction of relaxed SIMD.
const relaxedModule = '0061736d010000000105016000017b030201000a0f010d004101fd0f4102fd0ffd80020b'
const hostHasRelaxedSimd = WebAssembly.validate(Uint8Array.from(Buffer.from(relaxedModule, 'hex')))

// Tests that depend on the binary run with both, if the host has relaxed SIMD.
const dependsOnBinary = [
  'test/{wasm,transform,convolution,stream,spectrum,pattern,image,layers,filter,format}/**/*.test.ts',
  'test/{conformance,golden}.test.ts',
]

// These files reload modules, change globals, start processes or measure memory: each runs apart, with modules of its own. All
// others share the modules that a worker has loaded, which halves their time.
const engineApart = [
  'test/wasm/**/*.test.ts',
  'test/format/series.test.ts',
  'test/image/frame-filter.test.ts',
  'test/garbage.test.ts',
  'test/stream/{convolver,no-memory,spread,takeover}.test.ts',
]
const apart = [
  ...engineApart,
  'test/{audio,bench,cli,examples,nats,node,surface}/**/*.test.ts',
  'test/parallel/threads.test.ts',
  'test/{documents,errors}.test.ts',
]

// The site is built and tried in a browser, where its packages are installed.
const site = 'test/site/**/*.test.ts'
const hasSite = existsSync(fileURLToPath(new URL('./docs/node_modules', import.meta.url)))
if (!hasSite)
  console.warn('skipped: the tests of the site, as its packages are not installed (npm ci --prefix docs)')

function projects(binary: string, include: readonly string[], alone: readonly string[]) {
  const project = (
    name: string,
    test: TestProjectInlineConfiguration['test'],
  ): TestProjectInlineConfiguration => ({
    extends: true,
    test: { name, env: { TAPLINE_SIMD: binary }, ...test },
  })
  return [
    project(binary, {
      include: [...include],
      exclude: [...configDefaults.exclude, ...apart, site],
      isolate: false,
      restoreMocks: true,
    }),
    project(`${binary}-apart`, {
      include: [...alone],
      globalSetup: 'test/support/bundle-cli.ts',
      execArgv: ['--import', fileURLToPath(new URL('./test/support/patient-worklets.mjs', import.meta.url))],
    }),
  ]
}

const siteProject: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'site',
    include: [site],
    globalSetup: 'test/site/build-site.ts',
    // After all others, while which the site is built.
    sequence: { groupOrder: 1 },
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
    setupFiles: 'test/support/equal-bytes.ts',
    // Processes start slowly on a busy machine; no test measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Tests of processes and servers wait half of the time: one worker more than there are cores.
    maxWorkers: availableParallelism() + 1,
    // .ci/run reads the counts from the JSON file.
    reporters: ['default', ['json', { outputFile: 'out/test-results.json' }]],
    projects: [
      ...projects('baseline', ['test/**/*.test.ts'], apart),
      ...(hasSite ? [siteProject] : []),
      ...(hostHasRelaxedSimd ? projects('relaxed', dependsOnBinary, engineApart) : []),
    ],
  },
})
