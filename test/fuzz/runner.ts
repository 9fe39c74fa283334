import fc from 'fast-check'
import { parseArgs } from 'node:util'
import { simd } from 'tapline'

/** The number of failures after which to stop. */
const MOST_FAILURES = 5

/** A fuzz test: random cases, and a check of each. */
export interface Target<Case> {
  readonly cases: fc.Arbitrary<Case>
  /** Throws if the check fails. */
  readonly check: (candidate: Case) => void
}

/** Runs the cases that the command line requests, and sets the exit code. */
export function fuzz<Case>(target: Target<Case>): void {
  const { values: options } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      cases: { type: 'string', default: '100000' },
      case: { type: 'string' },
    },
  })
  const seed = wholeNumber(options.seed, 'seed')
  const from = options.case === undefined ? 0 : wholeNumber(options.case, 'case')
  const count = options.case === undefined ? wholeNumber(options.cases, 'cases') : 1
  process.exitCode = failuresOf(target, { seed, from, to: from + count }) === 0 ? 0 : 1
}

interface Range {
  readonly seed: number
  readonly from: number
  readonly to: number
}

/** Runs the cases, and returns the number of failures. */
function failuresOf<Case>({ cases, check }: Target<Case>, { seed, from, to }: Range): number {
  say(`seed ${seed}, ${to - from} cases, Node ${process.versions.node}, ${simd()} SIMD`)
  const begin = performance.now()
  let failures = 0
  for (let at = from; at < to && failures < MOST_FAILURES; failures++) {
    const property = fc.property(cases, withProgress(check, { seed, from, to }, at, begin))
    const details = fc.check(property, { seed, path: String(at), numRuns: to - at })
    if (!details.failed) break
    at = report(details, seed) + 1
  }
  say(`${failures === 0 ? 'all passed' : `${failures} failed`} after ${secondsSince(begin)} s`)
  return failures
}

/** The check of a case, which reports progress from time to time, until a failure is minimized. */
function withProgress<Case>(
  check: (candidate: Case) => void,
  range: Range,
  at: number,
  begin: number,
): (candidate: Case) => void {
  const step = Math.ceil((range.to - range.from) / 20)
  let next = at
  return (candidate) => {
    const number = next
    next = Infinity
    check(candidate)
    next = number + 1
    if (next % step === 0) say(`case ${next}, ${secondsSince(begin)} s, rss ${megabytes()} MB`)
  }
}

/** Reports the failure of a case, and returns its number. */
function report<Case>(details: fc.RunDetails<[Case]>, seed: number): number {
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
