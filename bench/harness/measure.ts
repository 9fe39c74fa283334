import { add, suite } from 'benny'

/** A row of a comparison: one way of doing the work. */
export type Row = RowBase & (SynchronousRow | SelfTimedRow)

interface RowBase {
  readonly name: string
  /** Where this row's result begins within ours, if it computes only part of it. Default 0, the whole. */
  readonly from?: number
}

/** Timed by benny. */
interface SynchronousRow {
  /** Does the work once. What it returns is taken as its result. */
  readonly run: () => unknown
  /** The result for the check against the other rows, if it is not what `run` returns. */
  readonly result?: () => ArrayLike<number> | Promise<ArrayLike<number>>
}

/** For work in another process or thread, which times itself. */
interface SelfTimedRow {
  /** Does the work once and returns its time in seconds. */
  readonly time: () => Promise<number>
  /** The result for the check against the other rows. Without it there is none. */
  readonly result?: () => ArrayLike<number> | Promise<ArrayLike<number>>
}

/** Runs that take longer are timed one by one: benny would run them three times for one measurement. */
const LONG_SECONDS = 0.4

/** The least time of a measurement of a row: fast work is repeated until it takes this long. */
const LEAST_SECONDS = 0.01

/** The destination of results, so that no JavaScript engine can skip the work. */
export const sink: { last: unknown } = { last: undefined }

/**
 * Measures a row once. Returns the seconds per run.
 *
 * @param estimate The approximate seconds per run, so that benny need not measure it.
 */
export async function measure(row: Row, estimate: number): Promise<number> {
  if (!('run' in row)) return row.time()
  return estimate > LONG_SECONDS ? timeOnce(row) : measureByBenny(row, estimate)
}

/** The total seconds of a measurement, given the seconds per run. */
export function measurementSeconds(row: Row, estimate: number): number {
  if (!('run' in row) || estimate > LONG_SECONDS) return estimate
  // benny runs the work once to see what it returns, once to see whether it throws, and then timed.
  return 2 * estimate + Math.max(estimate, LEAST_SECONDS)
}

async function measureByBenny({ name, run }: SynchronousRow & RowBase, estimate: number): Promise<number> {
  const work = (): void => void (sink.last = run())
  // One sample: the rounds are ours. A sample of at least LEAST_SECONDS ends the case.
  const initCount = Math.max(1, Math.ceil(LEAST_SECONDS / estimate))
  const options = { minSamples: 1, maxTime: 0, minTime: LEAST_SECONDS, delay: 0, initCount }
  const { results } = await suite(name, add(name, work, options), quietly)
  return results[0].details.median
}

interface WithListeners {
  off(event: string): unknown
}

/** Takes away what benny prints when a suite starts: there is one suite for every round. */
const quietly = (() =>
  Promise.resolve((suite: WithListeners) => {
    suite.off('start')
    return suite
  })) as unknown as ReturnType<typeof add>

/** Runs a row until it is warm. Returns the approximate seconds per run. */
export async function warmUp(row: Row, seconds: number): Promise<number> {
  let fastest = Infinity
  const begin = performance.now()
  do {
    fastest = Math.min(fastest, 'run' in row ? timeOnce(row) : await row.time())
  } while (performance.now() - begin < seconds * 1e3)
  return Math.max(fastest, 1e-7)
}

function timeOnce({ run }: SynchronousRow): number {
  const begin = performance.now()
  sink.last = run()
  return (performance.now() - begin) / 1e3
}
