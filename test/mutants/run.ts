/**
 * Measures how well the tests cover the sources. It changes one thing on each of 100 random lines of src, one line at a time, and
 * runs the tests that import the file. A mutant that no test notices survives. A test that fails without the mutant as well does not
 * count. A file is changed in place, and restored.
 *
 *   npm run mutants -- [--lines 100] [--seed 1] [--under src/image]
 *   npm run mutants -- --at src/transform/istft.ts:90     all mutants of a line
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path/posix'
import { parseArgs } from 'node:util'
import { mulberry32 } from '../support/mulberry32.js'
import { type Mutation, mutationsOf } from './mutations.js'
import { relatedTests } from './related-tests.js'

/** Tests that run longer than this have met an endless loop. */
const MOST_SECONDS = 400
/** The nearest test files run first: they find most mutants, and then the others need not run. */
const BATCHES = [
  [0, 3],
  [3, 12],
  [12, Infinity],
] as const

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    under: { type: 'string', default: 'src' },
    at: { type: 'string' },
  },
})

interface Mutant extends Mutation {
  readonly path: string
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** Test files that fail without a mutant: they notice nothing. */
const failing = new Set<string>()

const mutants = values.at === undefined ? chosen() : atLine(values.at)
const survivors: string[] = []
for (const [i, mutant] of mutants.entries()) {
  const begin = performance.now()
  const killer = await killerOf(mutant)
  if (killer === undefined) survivors.push(textOf(mutant))
  const seconds = Math.round((performance.now() - begin) / 1000)
  const fate = killer === undefined ? 'SURVIVED' : `killed by ${killer}`
  console.log(`${i + 1}/${mutants.length} (${seconds} s) ${textOf(mutant)}: ${fate}`)
}
const killed = mutants.length - survivors.length
console.log(`\n${killed} of ${mutants.length} killed, ${Math.round((100 * killed) / mutants.length)} %`)
for (const survivor of survivors) console.log(survivor)

/** One mutant for each of the requested number of lines. */
function chosen(): Mutant[] {
  const random = mulberry32(Number(values.seed))
  const lines = sources(values.under).flatMap((path) => byLine(mutantsOf(path)))
  const found: Mutant[] = []
  while (found.length < Number(values.lines) && lines.length > 0) {
    const [line] = lines.splice(Math.floor(random() * lines.length), 1)
    found.push(line[Math.floor(random() * line.length)])
  }
  return found
}

function byLine(mutants: readonly Mutant[]): Mutant[][] {
  const lines: Mutant[][] = []
  for (const mutant of mutants) (lines[mutant.line] ??= []).push(mutant)
  return Object.values(lines)
}

function atLine(place: string): Mutant[] {
  const [path, line] = place.split(':')
  return mutantsOf(path).filter((mutant) => mutant.line === Number(line))
}

function mutantsOf(path: string): Mutant[] {
  return mutationsOf(path, readFileSync(path, 'utf8')).map((mutation) => ({ ...mutation, path }))
}

/** The sources of the binaries are excluded: `npm run build:wasm` would have to run for each mutant. */
function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && !/wasm\/assembly\/|\/generated\//.test(path))
    .sort()
}

/** The test that notices a mutant, or undefined. */
async function killerOf(mutant: Mutant): Promise<string | undefined> {
  const isNear = (test: string): boolean => test.startsWith(`test/${mutant.path.split('/')[1]}/`)
  const related = relatedTests(mutant.path)
  const tests = [...related.filter(isNear), ...related.filter((test) => !isNear(test))]
  for (const [from, to] of BATCHES) {
    const killer = await trueFailure(mutant, tests.slice(from, to))
    if (killer !== undefined) return killer
  }
  return undefined
}

/** The first test that fails with a mutant, but not without it. */
async function trueFailure(mutant: Mutant, files: readonly string[]): Promise<string | undefined> {
  for (;;) {
    const sound = files.filter((file) => !failing.has(file))
    const failure = await withMutant(mutant, () => firstFailure(sound))
    if (failure === undefined) return undefined
    const file = sound.find((file) => failure.includes(file))
    if ((await firstFailure(file === undefined ? sound : [file])) === undefined) return failure
    if (file === undefined) throw new Error(`tests fail without a mutant: ${failure}`)
    failing.add(file)
    console.log(`${file} fails without a mutant, and is left out`)
  }
}

async function withMutant<T>({ path, start, end, replacement }: Mutant, run: () => Promise<T>): Promise<T> {
  const source = readFileSync(path, 'utf8')
  const restore = (): void => writeFileSync(path, source)
  process.once('exit', restore) // also when it is interrupted
  writeFileSync(path, source.slice(0, start) + replacement + source.slice(end))
  try {
    return await run()
  } finally {
    restore()
    process.off('exit', restore)
  }
}

async function firstFailure(files: readonly string[]): Promise<string | undefined> {
  if (files.length === 0) return undefined
  const argv = ['node_modules/vitest/vitest.mjs', 'run', '--project=baseline*', '--bail=1', '--reporter=dot']
  const child = spawn(process.execPath, [...argv, ...files], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, for the workers of Vitest would outlive it in their endless loops.
    detached: true,
    // The same random cases for all mutants.
    env: { ...process.env, TAPLINE_SEED: values.seed, NO_COLOR: '1' },
  })
  let told = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text))
  const end = (): void => endGroup(child)
  const timer = setTimeout(end, 1000 * MOST_SECONDS)
  process.once('exit', end)
  const closed = once(child, 'close')
  const [code] = (await once(child, 'exit')) as [number | null]
  clearTimeout(timer)
  process.off('exit', end)
  end()
  await closed
  if (code === 0) return undefined
  return code === null
    ? `${MOST_SECONDS} s without an end`
    : (/^ *FAIL +(.*)$/m.exec(told)?.[1] ?? told.slice(0, 200))
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // All of them have ended.
  }
}

function textOf({ path, line, start, end, replacement }: Mutant): string {
  const source = readFileSync(path, 'utf8')
  return `${path}:${line} ${source.slice(start, end).replaceAll(/\s+/g, ' ')} → ${replacement}`
}
