import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as nodeStream from 'node:stream'
import { fileURLToPath } from 'node:url'
import * as nodeWebAudioApi from 'node-web-audio-api'
import * as rxjs from 'rxjs'
import * as tapline from 'tapline'
import * as taplineImage from 'tapline/image'
import * as taplineLayers from 'tapline/layers'
import * as taplineParallel from 'tapline/parallel'
import * as taplineAudio from 'tapline/audio'
import * as taplineFormat from 'tapline/format'
import * as taplineNats from 'tapline/nats'
import * as taplineNode from 'tapline/node'
import * as taplineRx from 'tapline/rx'
import * as taplineWeb from 'tapline/web'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { docblockExamples, type Example, markdownExamples, runExample } from './support/examples.js'

// Every `@example` in src, and every block marked `ts` in the README and in docs, runs, and gives the results in its comments.

const root = fileURLToPath(new URL('..', import.meta.url))
const modules: Readonly<Record<string, object>> = {
  'node:stream': nodeStream,
  rxjs,
  tapline,
  'tapline/rx': taplineRx,
  'tapline/image': taplineImage,
  'tapline/layers': taplineLayers,
  'tapline/parallel': taplineParallel,
  'tapline/nats': taplineNats,
  'tapline/node': taplineNode,
  'tapline/audio': taplineAudio,
  'node-web-audio-api': nodeWebAudioApi,
  'tapline/format': taplineFormat,
  'tapline/web': taplineWeb,
}

/** The scope of an example in a file of src: the exports of the package, and those of its own folder. */
function scopeOf(path: string): Record<string, unknown> {
  if (path.startsWith('src/rx/'))
    return { ...rxjs, ...tapline, ...taplineImage, ...taplineLayers, ...taplineRx, ...taplineFormat }
  if (path.startsWith('src/image/')) return { ...tapline, ...taplineImage }
  if (path.startsWith('src/layers/')) return { ...tapline, ...taplineImage, ...taplineLayers }
  if (/^src\/(nats|distributed)\//.test(path)) return { ...tapline, ...taplineNats }
  if (path.startsWith('src/node/')) return { ...tapline, ...taplineNode, ...taplineFormat }
  if (path.startsWith('src/audio/')) return { ...tapline, ...taplineAudio }
  if (path.startsWith('src/web/')) return { ...tapline, ...taplineFormat, ...taplineWeb }
  if (path.startsWith('src/format/')) return { ...tapline, ...taplineFormat }
  if (path.startsWith('src/parallel/')) return { ...taplineParallel }
  return { ...tapline }
}

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.ts') && !/^src\/(wasm\/assembly|\w+\/generated)\//.test(path))
  .sort()
const inSources = sources.flatMap((path) =>
  docblockExamples(path, readFileSync(join(root, path), 'utf8')).map((example) => ({
    ...example,
    scope: scopeOf(path),
  })),
)
const pages = ['README.md', ...['docs', 'docs/guide', 'docs/recipes'].flatMap(markdownIn)]

function markdownIn(folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'))
  return names.map((name) => `${folder}/${name}`)
}

const inPages = pages.flatMap((path) =>
  markdownExamples(path, readFileSync(join(root, path), 'utf8')).map((example) => ({
    ...example,
    scope: {},
  })),
)

const home = process.cwd()
const work = mkdtempSync(join(tmpdir(), 'tapline-examples-'))
beforeAll(() => {
  process.chdir(work)
})
afterAll(() => {
  process.chdir(home)
  rmSync(work, { recursive: true })
})

async function claimsOf(
  example: Example & { readonly scope: Readonly<Record<string, unknown>> },
): Promise<number> {
  const claims = await runExample(example, example.scope, (name) => {
    const module = modules[name] as object | undefined
    return module === undefined ? Promise.reject(new Error(`no module '${name}'`)) : Promise.resolve(module)
  })
  for (const { statement, claimed: told, actual } of claims) {
    // A result may be followed by a remark.
    const remark = told.startsWith(actual) ? told.slice(actual.length) : undefined
    if (remark === '' || (remark !== undefined && /^[:;,.]? /.test(remark))) continue
    expect(told, statement).toBe(actual)
  }
  return claims.length
}

let claimed = 0
describe('The example', () => {
  test.each([...inSources, ...inPages])('at $place runs, and its comments are right', async (example) => {
    expect(example.code.trim()).not.toBe('')
    claimed += await claimsOf(example)
  })
})

test('Everything that the package exports has an example with results in comments', () => {
  const code = inSources.map((example) => example.code).join('\n')
  for (const face of [tapline, taplineRx, taplineImage, taplineAudio, taplineFormat, taplineWeb]) {
    for (const name of Object.keys(face)) {
      // These must come before the first computation.
      if (['setEngine', 'setSimd', 'simd'].includes(name)) continue
      expect(code, `an example of ${name}`).toMatch(new RegExp(`\\b${name}\\b`))
    }
  }
  expect(claimed).toBeGreaterThan(15)
})

const written = [
  ...[
    '.',
    'bench',
    'docs',
    'docs/guide',
    'docs/recipes',
    'docs/benchmarks',
    'docs/playground',
    'examples',
  ].flatMap(markdownIn),
  ...readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `src/${path}`),
]

test.each(written)('Every link of %s leads to a file of the repository', (path) => {
  const links = readFileSync(join(root, path), 'utf8')
    .replace(/^```[\s\S]*?^```$/gm, '')
    .matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)
  const dead = Array.from(links, ([, link]) => link).filter(
    (link) =>
      !/^[a-z]+:/.test(link) && (link.startsWith('/') || !existsSync(join(root, dirname(path), link))),
  )
  expect(dead).toEqual([])
})

test('A wrong comment is noticed', async () => {
  const claims = await runExample(
    { place: 'here', code: "const a = [1, 2]\na.length // 3\na\n// [1, 2]: right\n'x' // 'x'" },
    {},
    () => Promise.reject(new Error('nothing to load')),
  )
  expect(claims).toEqual([
    { statement: 'a.length', claimed: '3', actual: '2' },
    { statement: 'a', claimed: '[1, 2]: right', actual: '[1, 2]' },
    { statement: "'x'", claimed: "'x'", actual: "'x'" },
  ])
})
