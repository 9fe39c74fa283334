import { PitchDetector as Pitchy } from 'pitchy'
import { detectPitch } from 'tapline'
import {
  cents,
  doubleBass,
  pluckedString,
  SAMPLE_RATE,
  tone,
  voice,
  withNoise,
} from '../../test/support/sounds.js'
import { median, percent, shown, table } from './table.js'

const TRIALS = 200
const WINDOW = 4096

type Sound = (frequencyHz: number, length: number, seed: number) => Float64Array

const SOUNDS: readonly (readonly [name: string, sound: Sound, lowest: number, highest: number])[] = [
  ['voices, 70 to 500 Hz', voice, 70, 500],
  ['plucked strings, 30 to 1500 Hz', pluckedString, 30, 1500],
  ['tones, 30 to 4000 Hz', tone, 30, 4000],
  ['double bass, 44 to 176 Hz', doubleBass, 44, 176],
]

const SNRS = [120, 20, 10, 0]

/** How often the pitch is within half an octave, how often it is an octave or more off, and the errors of the right ones. */
export function pitches(): string {
  const pitchy = Pitchy.forFloat64Array(WINDOW)
  const estimates: ((window: Float64Array) => number | undefined)[] = [
    (window) => detectPitch(window, { sampleRate: SAMPLE_RATE, minHz: 29, minVoicing: 0.99 })?.frequencyHz,
    (window) => {
      const [frequencyHz, clarity] = pitchy.findPitch(window, SAMPLE_RATE)
      return clarity > 0.2 ? frequencyHz : undefined
    },
  ]
  const rows = SOUNDS.flatMap(([name, sound, lowest, highest]) =>
    SNRS.map((snr) => {
      const windows = Array.from({ length: TRIALS }, (_, seed) => {
        const frequencyHz = lowest * (highest / lowest) ** (seed / TRIALS)
        return { frequencyHz, window: withNoise(sound(frequencyHz, WINDOW, seed), snr, seed) }
      })
      return [
        name,
        snr === 120 ? 'clean' : `${snr} dB`,
        ...estimates.flatMap((estimate) => outcome(windows, estimate)),
      ]
    }),
  )
  const head = [
    'sound',
    'noise',
    'detectPitch: right',
    'octaves off',
    'cents',
    'pitchy: right',
    'octaves off',
    'cents',
  ]
  return table(head, rows)
}

function outcome(
  windows: readonly { readonly frequencyHz: number; readonly window: Float64Array }[],
  estimate: (window: Float64Array) => number | undefined,
): string[] {
  const deviations = windows.flatMap(({ frequencyHz, window }) => {
    const found = estimate(window)
    return found === undefined ? [] : [Math.abs(cents(found, frequencyHz))]
  })
  const right = deviations.filter((deviation) => deviation < 600)
  return [
    percent(right.length, TRIALS),
    percent(deviations.length - right.length, TRIALS),
    right.length === 0 ? '–' : shown(median(right)),
  ]
}
