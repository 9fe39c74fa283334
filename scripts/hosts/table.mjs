// The hosts of scripts/check-hosts.mjs: what each needs, and how its smoke test runs in a separate project, where the packed
// package is installed. `run` is a list of commands; the last one prints "tapline works".

const printing = "import { smoke } from './smoke.mjs'\nconsole.log(smoke())\n"
const bundled = ['node', 'out/main.mjs']

/** A version of Node, from the registry. ES modules, and `require` of them. */
const node = (version) => ({
  name: `Node ${version}`,
  packages: [`node@${version}`],
  files: {
    'main.mjs': [
      "import * as core from 'tapline'",
      "import * as files from 'tapline/node'",
      "import { smoke } from './smoke.mjs'",
      "if (typeof files.readAudioFile !== 'function') throw new Error('tapline/node')",
      'for (const [name, value] of Object.entries({ ...core, ...files }))',
      '  if (/^class/.test(String(value)) && value.name !== name) throw new Error(`${value.name} is ${name}`)',
      'console.log(smoke())',
    ].join('\n'),
    'main.cjs':
      "const { convolve } = require('tapline')\nconsole.log(convolve([1], [2])[0] === 2 ? 'tapline works' : 'require fails')\n",
  },
  run: [
    ['node_modules/.bin/node', 'main.mjs'],
    ['node_modules/.bin/node', 'main.cjs'],
  ],
})

const bundler = (name, packages, files, command) => ({
  name,
  packages,
  files: { 'main.mjs': printing, ...files },
  run: [command, bundled],
})

const types = (version, resolution) => ({
  name: `TypeScript ${version}, ${resolution}`,
  packages: [`typescript@${version}`, 'rxjs'],
  files: {
    'main.ts': [
      "import { convolve, Convolver } from 'tapline'",
      "import { convolve as convolving } from 'tapline/rx'",
      "import { box, convolve2d } from 'tapline/image'",
      'const samples: Float32Array = convolve(Float32Array.of(1), [1])',
      'const convolver = new Convolver(Float32Array.of(1))',
      'declare const buffer: AudioBuffer',
      'buffer.copyToChannel(convolve(Float32Array.of(1), Float32Array.of(1)), 0)',
      'export { box, convolve2d, convolver, convolving, samples }',
    ].join('\n'),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        module: resolution === 'node16' ? 'node16' : 'esnext',
        moduleResolution: resolution,
      },
      files: ['main.ts'],
    }),
    'done.mjs': "console.log('tapline works')\n",
  },
  run: [
    ['node_modules/.bin/tsc', '-p', '.'],
    ['node', 'done.mjs'],
  ],
})

const jestTest =
  "import { smoke } from './smoke.mjs'\ntest('tapline', () => expect(smoke()).toBe('tapline works'))\n"
const jest = (environment, packages) => ({
  name: `Jest, ${environment}`,
  packages: ['jest', ...packages],
  files: {
    'smoke.test.mjs': jestTest,
    'package.json': { jest: { testEnvironment: environment, testMatch: ['**/*.test.mjs'], transform: {} } },
    'done.mjs': "console.log('tapline works')\n",
  },
  run: [
    ['node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
    ['node', 'done.mjs'],
  ],
})

/** A node of Web Audio in Node. */
const webAudio = (version, nodeVersion) => ({
  name: `node-web-audio-api ${version}, Node ${nodeVersion}`,
  packages: [`node-web-audio-api@${version}`, `node@${nodeVersion}`],
  files: {
    'main.mjs': [
      "import { ConstantSourceNode, OfflineAudioContext } from 'node-web-audio-api'",
      "import { createConvolverNode } from 'tapline/audio'",
      'const context = new OfflineAudioContext(1, 256, 48_000)',
      'const buffer = { channels: [[1, 0.5]], sampleRate: 48_000 }',
      'const node = await createConvolverNode(context, { buffer, normalize: false })',
      'const source = new ConstantSourceNode(context)',
      'source.connect(node)',
      'node.connect(context.destination)',
      'source.start()',
      'const [first, second] = (await context.startRendering()).getChannelData(0)',
      'if (first !== 1 || second !== 1.5) throw new Error(`${first}, ${second}`)',
      "console.log('tapline works')",
      'process.exit()',
    ].join('\n'),
  },
  run: [['node_modules/.bin/node', 'main.mjs']],
})

const installer = (name, command = name) => ({
  name,
  packages: [],
  files: { 'main.mjs': printing },
  installer: { package: name, command },
  run: [['node', 'main.mjs']],
})

export const hosts = [
  node(20),
  node(22),
  node(24),
  node(26),
  {
    name: 'Deno, without permissions',
    packages: ['deno'],
    files: { 'main.mjs': printing },
    run: [['node_modules/.bin/deno', 'run', '--no-prompt', '--node-modules-dir=manual', 'main.mjs']],
  },
  {
    name: 'Bun',
    packages: ['bun'],
    files: { 'main.mjs': printing },
    run: [['node_modules/.bin/bun', 'main.mjs']],
  },
  {
    name: 'workerd, module given',
    packages: ['workerd', 'esbuild'],
    files: {
      'main.mjs': [
        "import module from './baseline.wasm'",
        "import { setEngine } from 'tapline'",
        "import { smoke } from './smoke.mjs'",
        'setEngine(module)',
        'export default { test() { console.log(smoke()) } }',
      ].join('\n'),
      'config.capnp': [
        'using Workerd = import "/workerd/workerd.capnp";',
        'const unitTests :Workerd.Config = (services = [(name = "main", worker = (',
        '  modules = [(name = "main", esModule = embed "out/main.mjs"), (name = "./baseline.wasm", wasm = embed "baseline.wasm")],',
        '  compatibilityDate = "2023-02-28"))]);',
      ].join('\n'),
    },
    run: [
      ['cp', 'node_modules/tapline/dist/engine/baseline.wasm', '.'],
      [
        'node_modules/.bin/esbuild',
        'main.mjs',
        '--bundle',
        '--format=esm',
        '--external:./baseline.wasm',
        '--outfile=out/main.mjs',
      ],
      ['node_modules/.bin/workerd', 'test', '--verbose', 'config.capnp'],
    ],
  },
  bundler('esbuild', ['esbuild'], {}, [
    'node_modules/.bin/esbuild',
    'main.mjs',
    '--bundle',
    '--format=esm',
    '--outfile=out/main.mjs',
  ]),
  bundler(
    'Rollup',
    ['rollup', '@rollup/plugin-node-resolve'],
    {
      'rollup.config.mjs':
        "import resolve from '@rollup/plugin-node-resolve'\nexport default { input: 'main.mjs', output: { file: 'out/main.mjs', inlineDynamicImports: true }, plugins: [resolve()] }\n",
    },
    ['node_modules/.bin/rollup', '-c'],
  ),
  bundler(
    'webpack',
    ['webpack', 'webpack-cli'],
    {
      'webpack.config.mjs':
        "export default { mode: 'production', entry: './main.mjs', experiments: { outputModule: true }, output: { path: import.meta.dirname + '/out', filename: 'main.mjs', module: true } }\n",
    },
    ['node_modules/.bin/webpack'],
  ),
  bundler(
    'Vite',
    ['vite'],
    {
      'vite.config.mjs':
        "export default { build: { outDir: 'out', lib: { entry: 'main.mjs', formats: ['es'], fileName: () => 'main.mjs' } } }\n",
    },
    ['node_modules/.bin/vite', 'build'],
  ),
  {
    name: 'Parcel',
    packages: ['parcel'],
    files: {
      'main.mjs': printing,
      'package.json': {
        // Without it, Parcel 2 does not read the exports of packages, and finds only 'tapline'.
        '@parcel/resolver-default': { packageExports: true },
        targets: {
          node: {
            source: 'main.mjs',
            distDir: 'out',
            engines: { node: '>=20' },
            outputFormat: 'esmodule',
            includeNodeModules: true,
          },
        },
      },
    },
    run: [
      ['node_modules/.bin/parcel', 'build', '--no-cache'],
      ['node', 'out/main.js'],
    ],
  },
  {
    name: 'Next',
    packages: ['next', 'react', 'react-dom'],
    files: {
      'app/layout.js':
        "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html> }\n",
      'app/page.js':
        "import { smoke } from '../smoke.mjs'\nexport default function Page() { return <p>{smoke()}</p> }\n",
      'app/client/page.js':
        "'use client'\nimport { smoke } from '../../smoke.mjs'\nexport default function Page() { return <p>{smoke()}</p> }\n",
      'done.mjs':
        "import { readFileSync } from 'node:fs'\nfor (const page of ['index', 'client']) if (!readFileSync(`.next/server/app/${page}.html`, 'utf8').includes('tapline works')) throw new Error(page)\nconsole.log('tapline works')\n",
    },
    run: [
      ['node_modules/.bin/next', 'build'],
      ['node', 'done.mjs'],
    ],
  },
  webAudio(1, 20),
  webAudio(2, 24),
  jest('node', []),
  jest('jsdom', ['jest-environment-jsdom']),
  {
    name: 'Jest, transformed to CommonJS',
    packages: ['jest', '@babel/plugin-transform-modules-commonjs'],
    files: {
      'smoke.test.js': jestTest,
      'babel.config.json': JSON.stringify({ plugins: ['@babel/plugin-transform-modules-commonjs'] }),
      'package.json': {
        type: 'commonjs',
        jest: {
          transform: { '\\.m?js$': 'babel-jest' },
          transformIgnorePatterns: ['/node_modules/(?!tapline/)'],
        },
      },
      'done.mjs': "console.log('tapline works')\n",
    },
    run: [['node_modules/.bin/jest'], ['node', 'done.mjs']],
  },
  {
    name: 'Vitest',
    packages: ['vitest'],
    files: {
      'smoke.test.mjs': `import { expect, test } from 'vitest'\n${jestTest}`,
      'done.mjs': "console.log('tapline works')\n",
    },
    run: [
      ['node_modules/.bin/vitest', 'run'],
      ['node', 'done.mjs'],
    ],
  },
  ...['5.2', '5.4', '5.6', '5.7', '5.9', '6', 'latest'].flatMap((version) =>
    ['bundler', 'node16'].map((resolution) => types(version, resolution)),
  ),
  types('5.9', 'node10'),
  installer('pnpm'),
  installer('yarn'),
]
