// The order of floors. A folder of src is a floor, and imports point downward only; `import type` counts.

const { dependencies: benchPeers } = require('./bench/package.json')

// From the ground up. Folders of one floor do not import each other. The cli, on top of all, may import any of them.
const floors = [
  ['wasm'],
  ['transform'],
  ['convolution'],
  ['filter'],
  ['stream'],
  ['spectrum'],
  ['adaptive', 'pattern', 'image', 'format'],
  ['layers'],
  ['distributed'],
  ['rx', 'web', 'node', 'audio', 'nats', 'parallel'],
]

// The rooms of a floor, from the ground up. Files directly on the floor (but its index.ts) lie below its rooms.
const rooms = {
  stream: [['snapshot'], ['convolver', 'resampler']],
  layers: [['network']],
  pattern: [
    ['match', 'peaks'],
    ['matrix-profile', 'onsets', 'period', 'timed'],
  ],
  image: [['plane'], ['kernels'], ['convolve'], ['frames', 'match', 'nd']],
  format: [['pcm'], ['sound', 'series']],
  distributed: [['tiles']],
  parallel: [['threads', 'tiles']],
  cli: [
    ['terminal'],
    ['inputs'],
    ['outputs', 'match'],
    [
      'adapt',
      'autocorrelate',
      'compare',
      'completion',
      'convolve',
      'doctor',
      'filter',
      'ir',
      'plot',
      'resample',
    ],
    ['image', 'job'],
  ],
}

// The folders that may call the ground floor. Add one here when it gets a WASM kernel of its own.
// src/audio and src/parallel ask it for the binary in use, so that the worklet and the threads take the same.
const callersOfWasm = [
  'transform',
  'convolution',
  'stream',
  'spectrum',
  'adaptive',
  'pattern',
  'image',
  'layers',
  'format',
  'distributed',
  'audio',
  'parallel',
]

const anyOf = (names) => `(?:${names.join('|')})`
const inSrc = (names) => `^src/${anyOf(names)}/`

/** One rule a folder: it may import itself, what lies on lower floors, and the leaf files src/*.ts. */
const downward = floors.flatMap((floor, level) =>
  floor.map((name) => ({
    name: `floor-${name}`,
    comment: `src/${name} imports only itself, lower floors and the leaf files directly in src`,
    severity: 'error',
    from: { path: `^src/${name}/` },
    to: {
      path: '^src/',
      pathNot: [inSrc([name, ...floors.slice(0, level).flat()]), '^src/(?!index\\.ts$)[^/]+\\.ts$'],
    },
  })),
)

/** One rule a room: of its own floor it may import itself, lower rooms, and the files that lie directly on the floor. */
const roomsDownward = Object.entries(rooms).flatMap(([floor, levels]) =>
  levels.flatMap((names, level) =>
    names.map((name) => ({
      name: `room-${floor}-${name}`,
      comment: `src/${floor}/${name} imports only itself and lower rooms of its floor`,
      severity: 'error',
      from: { path: `^src/${floor}/${name}/` },
      to: {
        path: `^src/${floor}/[^/]+/|^src/${floor}/index\\.ts$`,
        pathNot: `^src/${floor}/${anyOf([name, ...levels.slice(0, level).flat()])}/`,
      },
    })),
  ),
)

/** A folder that the tables above do not name has no place yet. */
const unknownRooms = [
  {
    name: 'known-floor',
    comment: 'a folder of src belongs to `floors`',
    severity: 'error',
    from: { path: '^src/[^/]+/', pathNot: inSrc([...floors.flat(), 'cli']) },
    to: {},
  },
  ...Object.entries(rooms).map(([floor, levels]) => ({
    name: `known-room-${floor}`,
    comment: `a folder of src/${floor} belongs to its line of \`rooms\``,
    severity: 'error',
    from: {
      path: `^src/${floor}/[^/]+/`,
      pathNot: `^src/${floor}/${anyOf([...levels.flat(), ...(floor === 'cli' ? ['commands'] : [])])}/`,
    },
    to: {},
  })),
]

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    ...downward,
    ...roomsDownward,
    ...unknownRooms,
    forbid(
      'leaf',
      'a file directly in src (samples.ts, errors.ts ...) is below every floor and imports only its like',
      { path: '^src/(?!index\\.ts$)[^/]+\\.ts$' },
      { path: '^src/(?:[^/]+/|index\\.ts$)' },
    ),
    forbid(
      'face',
      'src/index.ts is the face of the core: formats and the skins (RxJS, Node ...) have subpaths of their own',
      { path: '^src/index\\.ts$' },
      { path: inSrc(['format', 'rx', 'web', 'node', 'audio', 'cli']) },
    ),
    forbid(
      'addresses',
      'only the engine knows addresses: src/wasm is called by the folders in callersOfWasm, and shown by src/index.ts',
      { path: '^src/', pathNot: [inSrc(['wasm', ...callersOfWasm]), '^src/index\\.ts$'] },
      { path: '^src/wasm/' },
    ),
    forbid(
      'src-alone',
      'src imports nothing from the rest of the repository',
      { path: '^src/' },
      { path: '^(?!src/|node_modules/)', dependencyTypesNot: ['core', 'unknown'] },
    ),
    forbid(
      'rxjs-in-rx',
      'RxJS is known to src/rx only',
      { path: '^src/', pathNot: '^src/rx/' },
      { path: '(?:^|/)node_modules/rxjs/|^rxjs(?:/|$)' },
    ),
    forbid(
      'node-in-node',
      'modules of Node are known to src/node and src/cli only',
      { path: '^src/', pathNot: inSrc(['node', 'cli']) },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'nats-in-nats',
      'the client of NATS is known to src/nats and src/cli only',
      { path: '^src/', pathNot: inSrc(['nats', 'cli']) },
      { path: 'node_modules/@nats-io/' },
    ),
    forbid(
      'web-audio-api-in-node',
      'the Web Audio API for Node is known to src/node, src/audio and src/cli only',
      { path: '^src/', pathNot: inSrc(['node', 'audio', 'cli']) },
      { path: 'node-web-audio-api' },
    ),
    forbid(
      'music-metadata-in-node',
      'what tells the sample rate of a coded file is known to src/node and src/cli only',
      { path: '^src/', pathNot: inSrc(['node', 'cli']) },
      { path: 'music-metadata' },
    ),
    forbid(
      'sharp-in-node',
      'sharp, which reads and writes images, is known to src/node and src/cli only',
      { path: '^src/', pathNot: inSrc(['node', 'cli']) },
      { path: 'node_modules/sharp/' },
    ),
    forbid(
      'no-other-package',
      'the package has no dependencies: src imports only the optional peers, each where its own rule allows it',
      { path: '^src/', pathNot: inSrc(['cli']) },
      {
        path: 'node_modules/',
        pathNot:
          'node_modules/(?:rxjs|@nats-io|node-web-audio-api|music-metadata|sharp|@wasm-audio-decoders|mpg123-decoder|ogg-opus-decoder)/',
      },
    ),
    forbid(
      'packages-of-cli',
      'the command line is built with these packages in it; others are optional peers',
      { path: inSrc(['cli']) },
      {
        path: 'node_modules/',
        pathNot:
          'node_modules/(?:commander|prom-client|cli-progress|simple-ascii-chart|d3-scale|d3-scale-chromatic|@types/|@nats-io|node-web-audio-api|music-metadata|sharp|vega|vega-lite|@wasm-audio-decoders|mpg123-decoder|ogg-opus-decoder)/',
      },
    ),
    forbid(
      'oracle-alone',
      'the definitions, test/naive/*.ts, are what src is measured against: they import nothing of it',
      { path: '^test/naive/[a-z.-]*\\.ts$' },
      { path: '^src/' },
    ),
    forbid('no-cycles', 'imports go in no circle', {}, { circular: true }),
    forbid(
      'resolvable',
      'an import that leads nowhere; what bench/package.json names need not be installed',
      {},
      { couldNotResolve: true, pathNot: `^${anyOf(Object.keys(benchPeers))}(?:/|$)` },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:src/wasm/assembly|bench/results|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'node', 'types'],
    },
  },
}
