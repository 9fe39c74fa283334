// npm run fuzz                              100,000 random streams, from a seed that is printed
// npm run fuzz -- --cases 1000 --seed 7     fewer, from a given seed
// npm run fuzz -- --seed 7 --case 123       one of them again
//
// Each stream is given whole and in random chunks, with kernels exchanged, snapshots, resets and flushes in its midst: both
// must give the same bits, and those what `convolve` makes of the whole. A case that fails is made as small as it can be.

import fc from 'fast-check'
import { parseArgs } from 'node:util'
import { simd } from 'tapline'
import { type FuzzCase, fuzzCase } from './case.js'
import { check } from './check.js'

/** After so many failures it is enough. */
const MOST_FAILURES = 5

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    cases: { type: 'string', default: '100000' },
    case: { type: 'string' },
  },
})
const seed = wholeNumber(options.seed, 'seed')
const first = options.case === undefined ? 0 : wholeNumber(options.case, 'case')
const count = options.case === undefined ? wholeNumber(options.cases, 'cases') : 1
process.exitCode = fuzz(first, first + count) === 0 ? 0 : 1

/** Runs the cases; returns how many failed. */
function fuzz(from: number, to: number): number {
  say(`seed ${seed}, ${to - from} cases, Node ${process.versions.node}, ${simd()} SIMD`)
  const begin = performance.now()
  let failures = 0
  for (let at = from; at < to && failures < MOST_FAILURES; failures++) {
    const property = fc.property(fuzzCase, withProgress(at, to, begin))
    const details = fc.check(property, { seed, path: String(at), numRuns: to - at })
    if (!details.failed) break
    at = report(details) + 1
  }
  say(`${failures === 0 ? 'all passed' : `${failures} failed`} after ${secondsSince(begin)} s`)
  return failures
}

/** The check of a case, which tells now and then how far it is, until a failure is made smaller. */
function withProgress(from: number, to: number, begin: number): (candidate: FuzzCase) => void {
  const step = Math.ceil((to - first) / 20)
  let next = from
  return (candidate) => {
    const number = next
    next = Infinity
    check(candidate)
    next = number + 1
    if (next % step === 0) say(`case ${next}, ${secondsSince(begin)} s, rss ${megabytes()} MB`)
  }
}

/** Tells how a case failed; returns its number. */
function report(details: fc.RunDetails<[FuzzCase]>): number {
  const { counterexample, counterexamplePath, errorInstance, numShrinks } = details
  const number = Number(counterexamplePath?.split(':')[0])
  say(`FAILED: --seed ${seed} --case ${number}: ${String(errorInstance)}`)
  say(`made smaller ${numShrinks} times: ${fc.stringify(counterexample?.[0])}`)
  return number
}

function wholeNumber(text: string, name: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name} is ${text}: give a whole number`)
  return value
}

function secondsSince(begin: number): string {
  return ((performance.now() - begin) / 1000).toFixed(0)
}

function megabytes(): string {
  return (process.memoryUsage.rss() / 2 ** 20).toFixed(0)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
