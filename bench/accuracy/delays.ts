import { mulberry32 } from '../../test/support/mulberry32.js'
import { estimateDelay } from 'tapline'
import { gccPhat } from './gcc-phat.js'
import { generate, normal } from './random.js'
import { median, percent, shown, table } from './table.js'

const TRIALS = 100
const LENGTH = 512
const MAX_LAG = 64

/** The signal as a function of time, its change by a room, and the level of the noise. */
interface Case {
  readonly name: string
  readonly signal: (trial: number) => (time: number) => number
  readonly echoes: readonly (readonly [delay: number, gain: number])[]
  readonly deviation: number
}

/** 120 sines below 0.45 of the sample rate with a power of 1, falling towards high frequencies with a slope. */
function wideBand(slope: number): (trial: number) => (time: number) => number {
  return (trial) => {
    const next = mulberry32(trial)
    const partials = Array.from({ length: 120 }, () => {
      const frequency = 0.01 + 0.44 * next()
      return { frequency, phase: 2 * Math.PI * next(), strength: frequency ** -slope }
    })
    const power = partials.reduce((sum, { strength }) => sum + strength ** 2 / 2, 0)
    return (time) =>
      partials.reduce(
        (sum, { frequency, phase, strength }) =>
          sum + strength * Math.sin(2 * Math.PI * frequency * time + phase),
        0,
      ) / Math.sqrt(power)
  }
}

const NO_ECHO = [[0, 1]] as const
const ROOM = [
  [0, 1],
  [3, 0.8],
  [9, 0.7],
  [20, -0.6],
] as const

const CASES: readonly Case[] = [
  { name: 'wide band, 20 dB', signal: wideBand(0), echoes: NO_ECHO, deviation: 0.1 },
  { name: 'wide band, 0 dB', signal: wideBand(0), echoes: NO_ECHO, deviation: 1 },
  { name: 'wide band, −10 dB', signal: wideBand(0), echoes: NO_ECHO, deviation: 10 ** 0.5 },
  { name: 'dull sound, 20 dB', signal: wideBand(1), echoes: NO_ECHO, deviation: 0.1 },
  { name: 'dull sound in a room, 40 dB', signal: wideBand(1), echoes: ROOM, deviation: 0.01 },
  {
    name: 'a smooth pulse, no noise',
    signal: () => (time) => Math.exp(-(((time - 200) / 4) ** 2)),
    echoes: NO_ECHO,
    deviation: 0,
  },
]

/** How often the delay, of half a sample and others, is found to within a sample, and the median error in samples. */
export function delays(): string {
  const rows = CASES.map((which) => {
    const pairs = Array.from({ length: TRIALS }, (_, trial) => pairOf(which, trial))
    const estimates = [
      (a: Float64Array, b: Float64Array) => estimateDelay(a, b, { maxLag: MAX_LAG })?.delay ?? NaN,
      (a: Float64Array, b: Float64Array) =>
        estimateDelay(a, b, { maxLag: MAX_LAG, method: 'phat' })?.delay ?? NaN,
      (a: Float64Array, b: Float64Array) => gccPhat(a, b, MAX_LAG),
    ]
    return [which.name, ...estimates.flatMap((estimate) => errors(pairs, estimate))]
  })
  const head = ['signals', 'correlation: right', 'error', 'phat: right', 'error', 'GCC-PHAT: right', 'error']
  return table(head, rows)
}

interface Pair {
  readonly a: Float64Array
  readonly b: Float64Array
  readonly delay: number
}

function pairOf({ signal, echoes, deviation }: Case, trial: number): Pair {
  const source = signal(trial)
  const noise = normal(5000 + trial)
  const delay = 10.5 + (trial % 20) + (trial % 4) / 4
  return {
    a: generate(LENGTH, source),
    b: generate(
      LENGTH,
      (n) =>
        echoes.reduce((sum, [later, gain]) => sum + gain * source(n - delay - later), 0) +
        deviation * noise(),
    ),
    delay,
  }
}

function errors(
  pairs: readonly Pair[],
  estimate: (a: Float64Array, b: Float64Array) => number,
): [right: string, error: string] {
  const found = pairs.map(({ a, b, delay }) => Math.abs(estimate(a, b) - delay))
  return [percent(found.filter((error) => error < 1).length, TRIALS), shown(median(found))]
}
