// The hosts that are pages in Chromium.
import { fileURLToPath } from 'node:url'

const chromium = fileURLToPath(new URL('chromium.mjs', import.meta.url))

const bundle = (...names) => [
  'node_modules/.bin/esbuild',
  ...names.map((name) => `${name}.mjs`),
  '--bundle',
  '--format=esm',
  '--outdir=out',
]

const page = (script, head = '') =>
  `<!doctype html><html><head>${head}<link rel="icon" href="data:,"></head><body><script type="module" src="${script}"></script></body></html>\n`

/** A page whose title is what `main.mjs` returns from `run`, and the bundled scripts that it starts. */
const bundled = (name, { run, scripts = {}, packages = [], policy }) => ({
  name,
  packages: ['esbuild', ...packages],
  files: {
    'index.html': page('/out/main.js'),
    'main.mjs': run,
    ...Object.fromEntries(Object.entries(scripts).map(([script, text]) => [`${script}.mjs`, text])),
  },
  run: [
    bundle('main', ...Object.keys(scripts)),
    ['node', chromium, ...(policy === undefined ? [] : [policy])],
  ],
})

const tell =
  "const tell = (said) => (document.title = String(said).replace(/^(?!tapline)/, 'tapline fails: '))\n"

/** The node outputs a buffer of 1, 0.5 in an offline context. */
const playing = `
import { createConvolverNode } from 'tapline/audio'
export async function play(context, options) {
  const buffer = { channels: [[1, 0.5]], sampleRate: context.sampleRate }
  const node = await createConvolverNode(context, { buffer, normalize: false, ...options })
  const source = new ConstantSourceNode(context)
  source.connect(node).connect(context.destination)
  source.start()
  const rendered = (await context.startRendering()).getChannelData(0)
  if (rendered[0] !== 1 || rendered[1] !== 1.5) throw new Error(rendered.slice(0, 2).join())
  return 'tapline works'
}
`

const STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:"

const entries = ['rx', 'image', 'layers', 'format', 'web', 'audio'].map((entry) => [
  `tapline/${entry}`,
  `/node_modules/tapline/dist/${entry}/index.js`,
])
const imports = {
  tapline: '/node_modules/tapline/dist/index.js',
  ...Object.fromEntries(entries),
  rxjs: '/node_modules/rxjs/dist/esm/index.js',
  tslib: '/node_modules/tslib/tslib.es6.mjs',
}

export const browserHosts = [
  {
    name: 'Chromium, import map',
    packages: [],
    files: {
      'index.html': page('/main.mjs', `<script type="importmap">${JSON.stringify({ imports })}</script>`),
      'main.mjs': `import { smoke } from './smoke.mjs'\ndocument.title = smoke()\n`,
    },
    run: [['node', chromium]],
  },
  bundled('Chromium, module Worker', {
    run: `${tell}const worker = new Worker('/out/worker.js', { type: 'module' })
worker.onmessage = ({ data }) => tell(data)
worker.onerror = ({ message }) => tell(message)\n`,
    scripts: { worker: "import { smoke } from './smoke.mjs'\npostMessage(smoke())\n" },
  }),
  bundled('Chromium, SharedWorker', {
    run: `${tell}const { port } = new SharedWorker('/out/worker.js', { type: 'module' })
port.onmessage = ({ data }) => tell(data)\n`,
    scripts: {
      worker:
        "import { smoke } from './smoke.mjs'\nonconnect = ({ ports: [port] }) => port.postMessage(smoke())\n",
    },
  }),
  bundled('Chromium, Service Worker', {
    run: `${tell}navigator.serviceWorker.onmessage = ({ data }) => tell(data)
const registration = await navigator.serviceWorker.register('/out/worker.js', { type: 'module' })
const worker = registration.installing ?? registration.active
worker.postMessage('')\n`,
    scripts: {
      worker:
        "import { smoke } from './smoke.mjs'\nonmessage = ({ source }) => source.postMessage(smoke())\n",
    },
  }),
  bundled('Chromium, own AudioWorklet', {
    run: `${tell}const context = new OfflineAudioContext(1, 256, 48_000)
await context.audioWorklet.addModule('/out/worklet.js')
const node = new AudioWorkletNode(context, 'echo')
node.port.onmessage = ({ data }) => tell(data)
const source = new ConstantSourceNode(context)
source.connect(node).connect(context.destination)
source.start()
const rendered = (await context.startRendering()).getChannelData(0)
if (rendered[0] !== 1 || rendered[1] !== 1.5) tell(rendered.slice(0, 2).join())\n`,
    scripts: {
      worklet: `import { Convolver } from 'tapline'
import { smoke } from './smoke.mjs'
class Echo extends AudioWorkletProcessor {
  #convolver = new Convolver(Float32Array.of(1, 0.5))
  constructor() {
    super()
    this.port.postMessage(smoke())
  }
  process([[input]], [[output]]) {
    if (input !== undefined) this.#convolver.process(input, output)
    return true
  }
}
registerProcessor('echo', Echo)\n`,
    },
  }),
  bundled('Chromium, strict Content-Security-Policy', {
    policy: STRICT,
    run: `import { smoke } from './smoke.mjs'
import { play } from './play.mjs'
${tell}const context = () => new OfflineAudioContext(1, 256, 48_000)
try {
  smoke()
  const refusal = await play(context()).catch(({ message }) => message)
  if (!refusal.includes('workletUrl')) throw new Error(refusal)
  tell(await play(context(), { workletUrl: '/node_modules/tapline/dist/audio/convolver-worklet.js' }))
} catch (error) {
  tell(error)
}\n`,
    scripts: { play: playing },
  }),
  bundled('Chromium, a policy without WebAssembly', {
    policy: STRICT.replace(" 'wasm-unsafe-eval'", ''),
    run: `import { convolve, findPeaks } from 'tapline'
${tell}const peaks = findPeaks([0, 1, 0])
try {
  convolve([1], [1])
} catch ({ message }) {
  tell(message.includes("'wasm-unsafe-eval'") && peaks !== undefined ? 'tapline works' : message)
}\n`,
  }),
  bundled('Chromium, Tone.js', {
    packages: ['tone'],
    run: `import * as Tone from 'tone'
import { createConvolverNode } from 'tapline/audio'
${tell}try {
  const buffer = { channels: [[1, 0.5]], sampleRate: 48_000 }
  // The context that Tone.js makes for itself.
  const refusal = await createConvolverNode(Tone.getContext(), { buffer }).catch(({ message }) => message)
  if (!String(refusal).includes('Tone.setContext')) throw new Error(refusal)
  const context = new OfflineAudioContext(1, 256, 48_000)
  Tone.setContext(context)
  const node = await createConvolverNode(Tone.getContext(), { buffer, normalize: false })
  const signal = new Tone.Signal(1)
  Tone.connect(signal, node)
  node.connect(context.destination)
  const rendered = (await context.startRendering()).getChannelData(0)
  tell(rendered[0] === 1 && rendered[1] === 1.5 ? 'tapline works' : rendered.slice(0, 2).join())
} catch (error) {
  tell(error)
}\n`,
  }),
  bundled('Chromium, standardized-audio-context', {
    packages: ['standardized-audio-context'],
    run: `import { OfflineAudioContext as Wrapped } from 'standardized-audio-context'
import { play } from './play.mjs'
${tell}try {
  const refusal = await play(new Wrapped(1, 256, 48_000)).catch(({ message }) => message)
  if (!refusal.includes('standardized-audio-context')) throw new Error(refusal)
  tell(await play(new OfflineAudioContext(1, 256, 48_000)))
} catch (error) {
  tell(error)
}\n`,
    scripts: { play: playing },
  }),
  {
    name: 'Vite, dev server',
    packages: ['vite'],
    files: {
      'index.html': page('/main.mjs'),
      'play.mjs': playing,
      'main.mjs': `import workletUrl from 'tapline/convolver-worklet.js?url'
import { play } from './play.mjs'
import { smoke } from './smoke.mjs'
${tell}try {
  smoke()
  tell(await play(new OfflineAudioContext(1, 256, 48_000), { workletUrl }))
} catch (error) {
  tell(error)
}\n`,
      'dev.mjs': `import { createServer } from 'vite'
import { titleOf } from ${JSON.stringify(chromium)}
const server = await createServer({ logLevel: 'error' })
await server.listen()
console.log(await titleOf(server.resolvedUrls.local[0]))
await server.close()\n`,
    },
    run: [['node', 'dev.mjs']],
  },
]
