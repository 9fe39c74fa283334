import { findMatches, TemplateMatcher } from 'tapline'
import { melody } from '../../test/support/sounds.js'
import { speech } from '../../test/support/speech.js'
import { generate, normal } from './random.js'
import { shown, table } from './table.js'

const SAMPLE_RATE = 8000
const SECONDS = 300

/** Sounds that are in none of the signals: tones between the notes of a piano, chirps, and noise. */
function templates(): Float64Array[] {
  return [300, 453, 640, 905, 1280].flatMap((hz, i) => {
    const noise = normal(90 + i)
    const hump = (sound: (time: number) => number): Float64Array =>
      generate(800, (n) => sound(n / SAMPLE_RATE) * Math.sin((Math.PI * n) / 800))
    return [
      hump((time) => Math.sin(2 * Math.PI * hz * time)),
      hump((time) => Math.sin(2 * Math.PI * (hz + 2000 * time) * time)),
      generate(500, noise),
    ]
  })
}

function noiseOf(kept: number): Float64Array {
  const noise = normal(17)
  let last = 0
  return generate(SECONDS * SAMPLE_RATE, () => (last = kept * last + noise()))
}

const SIGNALS: readonly (readonly [name: string, signal: () => Float64Array, rates: readonly number[]])[] = [
  ['white noise, 300 s', () => noiseOf(0), [20, 100, 500]],
  ['slow noise (AR 0.95), 300 s', () => noiseOf(0.95), [20, 100, 500]],
  ['a melody, 300 s', () => melody(SECONDS), [20, 100, 500]],
  ['speech, 8 s', speech, [500, 2000]],
]

/** The number of false alarms relative to the wanted number, added up over the templates. */
export function falseAlarms(): string {
  const sounds = templates()
  const rows = SIGNALS.flatMap(([name, make, rates]) => {
    const signal = make()
    return rates.map((falseAlarmsPerHour) => {
      const threshold = { falseAlarmsPerHour, sampleRate: SAMPLE_RATE }
      const wanted = (sounds.length * falseAlarmsPerHour * signal.length) / SAMPLE_RATE / 3600
      const whole = findMatches(signal, sounds, { threshold }).length
      using matcher = new TemplateMatcher(sounds, { threshold })
      const streamed = matcher.process(signal).length + matcher.flush().length
      return [
        name,
        String(falseAlarmsPerHour),
        shown(wanted),
        String(whole),
        shown(whole / wanted),
        String(streamed),
      ]
    })
  })
  const head = ['signal', 'an hour', 'wanted', 'findMatches', 'ratio', 'TemplateMatcher']
  return table(head, rows)
}
