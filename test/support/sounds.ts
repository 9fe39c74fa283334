import { generate, noise } from './signals.js'

// Sounds of known pitch, synthesised at 44,100 Hz.

export const SAMPLE_RATE = 44_100

/** Resonances of five vowels, Hz. */
const FORMANTS = [
  [730, 1090, 2440],
  [270, 2290, 3010],
  [300, 870, 2240],
  [530, 1840, 2480],
  [570, 840, 2410],
]
const BANDWIDTHS = [60, 90, 120]

/** The sound after the resonances have settled. */
const SETTLED = 8000

/** A voice: pulses of air (Rosenberg's shape), as they are radiated, through the three formants of a vowel. */
export function voice(frequencyHz: number, length: number, seed: number): Float64Array {
  const flow = (n: number): number => {
    const phase = (n * frequencyHz) / SAMPLE_RATE + seed * 0.37
    const t = phase - Math.floor(phase)
    if (t < 0.4) return 0.5 - 0.5 * Math.cos((Math.PI * t) / 0.4)
    return t < 0.56 ? Math.cos((Math.PI / 2) * ((t - 0.4) / 0.16)) : 0
  }
  let sound = generate('float64', length + SETTLED, (n) => flow(n) - flow(n - 1))
  for (const [i, formant] of FORMANTS[seed % FORMANTS.length].entries()) {
    sound = resonated(sound, formant, BANDWIDTHS[i])
  }
  return Float64Array.from(sound.subarray(SETTLED))
}

function resonated(sound: ArrayLike<number>, frequencyHz: number, bandwidthHz: number): Float64Array {
  const radius = Math.exp((-Math.PI * bandwidthHz) / SAMPLE_RATE)
  const feedback = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / SAMPLE_RATE)
  const out = new Float64Array(sound.length)
  for (let n = 0; n < sound.length; n++) {
    out[n] = sound[n] + (n > 0 ? feedback * out[n - 1] : 0) - (n > 1 ? radius ** 2 * out[n - 2] : 0)
  }
  return out
}

/** A plucked string (K. Karplus, A. Strong, 1983), tuned by an all-pass filter (D. Jaffe, J. Smith, 1983). */
export function pluckedString(frequencyHz: number, length: number, seed: number): Float64Array {
  const period = SAMPLE_RATE / frequencyHz - 0.5
  const whole = Math.floor(period)
  const allPass = (1 - (period - whole)) / (1 + (period - whole))
  const line = noise('float64', whole, seed + 1)
  let [before, filtered, delayed] = [0, 0, 0]
  const sound = generate('float64', length + 2000, (n) => {
    const value = line[n % whole]
    const damped = 0.499 * (value + before)
    before = value
    delayed = allPass * (damped - delayed) + filtered
    filtered = damped
    line[n % whole] = delayed
    return value
  })
  return Float64Array.from(sound.subarray(2000))
}

/** The open strings of a double bass, Hz, which resonate. */
const OPEN_STRINGS = [41.2, 55, 73.4, 98]

/** A plucked double bass: partials of a stiff string that die away, the open strings, and the rumble of the room. */
export function doubleBass(frequencyHz: number, length: number, seed: number): Float64Array {
  const chance = noise('float64', 80, seed + 1).map((x) => (x + 1) / 2)
  const start = 1.5 * chance[79]
  const sound = new Float64Array(length)
  const add = (hz: number, strength: number, decay: number, phase: number): void => {
    for (let n = 0; n < length; n++) {
      const time = start + n / SAMPLE_RATE
      sound[n] += strength * Math.exp(-decay * time) * Math.cos(2 * Math.PI * (hz * time + phase))
    }
  }
  for (let k = 1; k <= 24; k++) {
    const strength = ((k === 1 ? 0.5 : 1) * Math.sin(0.22 * Math.PI * k)) / k
    const stiff = Math.sqrt(1 + 5e-4 * k ** 2)
    add(k * frequencyHz * stiff, strength * (0.5 + chance[k]), 0.6 + 0.25 * k, chance[k + 24])
  }
  for (const [i, hz] of OPEN_STRINGS.entries()) {
    add(hz, 0.04 * chance[50 + i], 0, chance[60 + i])
    add(2 * hz, 0.02 * chance[50 + i], 0, 2 * chance[60 + i])
  }
  const disturbance = noise('float64', length, seed + 500)
  let rumble = 0
  return sound.map((x, n) => x + (rumble = 0.98 * rumble + 0.017 * disturbance[n]))
}

/** Four notes a second, seeded, of three octaves, each dying away; at 8,000 Hz. */
export function melody(seconds: number): Float64Array {
  const chance = noise('float64', 4 * seconds, 77)
  return Float64Array.from({ length: 8000 * seconds }, (_, n) => {
    const [note, time] = [Math.floor(n / 2000), n % 2000]
    const hz = 220 * 2 ** (Math.floor(18 * (chance[note] + 1)) / 12)
    return Math.sin((2 * Math.PI * hz * time) / 8000) * Math.exp(-time / 800) + 5e-4 * Math.sin(n ** 2)
  })
}

/** A tone with up to five overtones below half the sample rate, of seeded strengths and phases. */
export function tone(frequencyHz: number, length: number, seed: number): Float64Array {
  const chance = noise('float64', 20, seed + 1).map((x) => (x + 1) / 2)
  const count = 1 + Math.floor(6 * chance[0])
  return sumOfPartials(frequencyHz, length, count, (k) => [
    chance[k] + (k === 1 ? 0.2 : 0),
    6.28 * chance[k + 8],
  ])
}

function sumOfPartials(
  frequencyHz: number,
  length: number,
  count: number,
  partial: (k: number) => [strength: number, phase: number],
): Float64Array {
  const sound = new Float64Array(length)
  for (let k = 1; k <= count && k * frequencyHz < SAMPLE_RATE / 2; k++) {
    const [strength, phase] = partial(k)
    for (let n = 0; n < length; n++) {
      sound[n] += strength * Math.sin((2 * Math.PI * k * frequencyHz * n) / SAMPLE_RATE + phase)
    }
  }
  return sound
}

/** A sound with white noise, `snrDb` below it. */
export function withNoise(sound: Float64Array, snrDb: number, seed: number): Float64Array {
  const power = sound.reduce((sum, x) => sum + x ** 2, 0) / sound.length
  // Uniform noise in [−1, 1) has a power of 1/3.
  const scale = Math.sqrt(3 * power * 10 ** (-snrDb / 10))
  const disturbance = noise('float64', sound.length, seed + 1000)
  return sound.map((x, n) => x + scale * disturbance[n])
}

/** The distance between two frequencies in cents, 1200 per octave. */
export function cents(frequencyHz: number, from: number): number {
  return 1200 * Math.log2(frequencyHz / from)
}
