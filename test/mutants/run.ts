/**
 * Tries how well the tests watch the sources. It changes one thing on each of a random 100 lines of src, one line at a time, and
 * runs the tests that import the file. A mutant that no test notices survives. A file is changed in place, and restored.
 *
 *   npm run mutants -- [--lines 100] [--seed 1] [--under src/image]
 *   npm run mutants -- --at src/transform/istft.ts:90     all mutants of a line
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path/posix'
import { parseArgs } from 'node:util'
import { mulberry32 } from '../support/mulberry32.js'
import { type Mutation, mutationsOf } from './mutations.js'
import { relatedTests } from './related-tests.js'

/** A test that runs longer than this has met an endless loop. */
const MOST_SECONDS = 900

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

const mutants = values.at === undefined ? chosen() : atLine(values.at)
const survivors: string[] = []
for (const [i, mutant] of mutants.entries()) {
  const begin = performance.now()
  const isKilled = await dies(mutant)
  if (!isKilled) survivors.push(textOf(mutant))
  const seconds = Math.round((performance.now() - begin) / 1000)
  console.log(
    `${i + 1}/${mutants.length} ${isKilled ? 'killed' : 'SURVIVED'} (${seconds} s) ${textOf(mutant)}`,
  )
}
const killed = mutants.length - survivors.length
console.log(`\n${killed} of ${mutants.length} killed, ${Math.round((100 * killed) / mutants.length)} %`)
for (const survivor of survivors) console.log(survivor)

/** One mutant for each of as many lines as are asked for. */
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

/** What the binaries are made from is not among them: `npm run build:wasm` would have to run for each. */
function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts') && !/wasm\/assembly\/|\/generated\//.test(path))
    .sort()
}

async function dies({ path, start, end, replacement }: Mutant): Promise<boolean> {
  const source = readFileSync(path, 'utf8')
  const restore = (): void => writeFileSync(path, source)
  process.once('exit', restore) // also when it is interrupted
  const tests = relatedTests(path)
  const floor = path.split('/')[1]
  const near = tests.filter((test) => test.startsWith(`test/${floor}/`))
  const others = tests.filter((test) => !near.includes(test))
  writeFileSync(path, source.slice(0, start) + replacement + source.slice(end))
  try {
    return (await fail(near)) || (await fail(others))
  } finally {
    restore()
    process.off('exit', restore)
  }
}

async function fail(files: readonly string[]): Promise<boolean> {
  if (files.length === 0) return false
  const argv = ['node_modules/vitest/vitest.mjs', 'run', '--project=baseline*', '--bail=1', '--reporter=dot']
  const child = spawn(process.execPath, [...argv, ...files], {
    stdio: 'ignore',
    timeout: 1000 * MOST_SECONDS,
    // The same random cases for all mutants.
    env: { ...process.env, TAPLINE_SEED: values.seed },
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return code !== 0
}

function textOf({ path, line, start, end, replacement }: Mutant): string {
  const source = readFileSync(path, 'utf8')
  return `${path}:${line} ${source.slice(start, end).replaceAll(/\s+/g, ' ')} → ${replacement}`
}
