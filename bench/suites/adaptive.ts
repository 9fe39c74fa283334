import { fileURLToPath } from 'node:url'
import { AdaptiveConvolver, convolve, resample } from 'tapline'
import { readAudioFile } from 'tapline/node'
import type { Bench, Suite } from '../harness/bench.js'
import { chunksOf, noise } from '../harness/data.js'
import { type Python, startSpeex } from '../peers/python.js'

const SPEEX = 'speex_echo_cancellation'
const REAL_TIME = 'real time'
const CHUNK_LENGTH = 480
const SPEED_RATE = 48_000
const SPEED_TAPS = 4096
/** 300 ms at the rates of speech. */
const REVERBERATION = 0.3
/** Frames of Speex, and our blocks at 16 kHz. */
const FRAME_LENGTH = 256
const SECONDS = 12

export const adaptive: Suite = {
  name: 'adaptive',
  about: `${SPEED_TAPS} taps at 48 kHz in chunks of ${CHUNK_LENGTH}, float32; the echo of a room of 300 ms`,
  async run(bench) {
    const speex = await startSpeex()
    if (speex === undefined) bench.skip('Speex: there is no libspeexdsp.so.1, or no Python with NumPy')
    await compareSpeed(bench, speex)
    for (const [name, far, rate] of await signals()) await compareScenes(bench, speex, name, far, rate)
    speex?.stop()
  },
}

async function compareSpeed(bench: Bench, speex: Python | undefined): Promise<void> {
  const far = noise(10 * SPEED_RATE, 1).map((sample) => 0.1 * sample)
  const heard = heardOf(far, SPEED_TAPS, 3)
  const [reference, desired] = [chunksOf(far, CHUNK_LENGTH), chunksOf(heard, CHUNK_LENGTH)]
  const learner = new AdaptiveConvolver({ length: SPEED_TAPS })
  await speex?.load('far', far)
  await speex?.load('heard', heard)
  await speex?.load('sizes', Float64Array.of(512, SPEED_TAPS, SPEED_RATE))
  await bench.compare({
    work: `${SPEED_TAPS} taps, 10 s at 48 kHz`,
    samples: far.length,
    ours: {
      name: 'AdaptiveConvolver',
      run: () => {
        let last
        for (const [i, chunk] of reference.entries()) {
          last = learner.process({ reference: chunk, desired: desired[i] })
        }
        return last
      },
      // They learn differently.
      result: () => [1],
    },
    peers: [
      { name: REAL_TIME, time: () => Promise.resolve(far.length / SPEED_RATE) },
      ...(speex === undefined
        ? []
        : [{ ...speex.row(SPEEX, ['far', 'heard', 'sizes'], 'float32'), result: () => [1] }]),
    ],
    targets: [{ against: [REAL_TIME], atLeast: 60 }],
  })
}

/** What comes from the far end: a voice that sings, and noise. */
async function signals(): Promise<[name: string, far: Float32Array, rate: number][]> {
  const path = fileURLToPath(new URL('../../examples/data/lena.flac', import.meta.url))
  const { channels, sampleRate } = await readAudioFile(path)
  const sung = resample(Float32Array.from(channels[0]), { fromRate: sampleRate, toRate: 16_000 })
  return [
    ['a voice', sung.subarray(0, SECONDS * 16_000), 16_000],
    ['white noise', noise(SECONDS * 16_000, 1).map((sample) => 0.1 * sample), 16_000],
  ]
}

/** How much weaker the echo becomes: alone, while somebody else speaks as loud from 4 s to 8 s, and after the room changes at 6 s. */
async function compareScenes(
  bench: Bench,
  speex: Python | undefined,
  name: string,
  far: Float32Array,
  rate: number,
): Promise<void> {
  const taps = REVERBERATION * rate
  const echo = heardOf(far, taps, 3)
  const level = Math.sqrt(powerIn(echo))
  const changed = echo.slice()
  changed.set(heardOf(far, taps, 5).subarray(6 * rate), 6 * rate)
  const voice = new Float32Array(far.length)
  voice.set(far.slice(2 * rate, 6 * rate).reverse(), 4 * rate)
  const gain = level / Math.sqrt(powerIn(voice.subarray(4 * rate, 8 * rate)))
  const quiet = noise(far.length, 9).map((sample) => 0.01 * level * Math.sqrt(3) * sample)
  const scenes = [
    { scene: 'alone', echo, added: quiet, from: [1, 2, 3, 6], to: [2, 3, 6, 12] },
    {
      scene: 'with a second voice',
      echo,
      added: quiet.map((s, n) => s + gain * voice[n]),
      from: [4, 9],
      to: [8, 12],
    },
    { scene: 'after the room has changed', echo: changed, added: quiet, from: [6, 7, 9], to: [7, 9, 12] },
  ]
  await speex?.load('far', far)
  await speex?.load('sizes', Float64Array.of(FRAME_LENGTH, taps, rate))
  for (const { scene, echo, added, from, to } of scenes) {
    const heard = echo.map((sample, n) => sample + added[n])
    using learner = new AdaptiveConvolver({ length: taps })
    const ours = learner.process({ reference: far, desired: heard }).error
    await speex?.load('heard', heard)
    const theirs = await speex?.row(SPEEX, ['far', 'heard', 'sizes'], 'float32').result?.()
    for (const [i, second] of from.entries()) {
      const [first, end] = [second * rate, to[i] * rate]
      const db = (left: ArrayLike<number>): number => reductionDb(echo, added, left, first, end)
      bench.figure({
        name: `echo of ${name}, ${scene}, ${second} to ${to[i]} s`,
        value: db(ours),
        unit: 'dB weaker',
        ...(theirs !== undefined && { atLeast: db(theirs), note: `Speex: ${db(theirs).toFixed(1)} dB` }),
      })
    }
  }
}

/** The signal in a room with its sound after 2.5 ms, and a reverberation that falls by 60 dB in the time of the taps. */
function heardOf(far: Float32Array, taps: number, seed: number): Float32Array {
  const room = noise(taps, seed).map((sample, k) => (k < 40 ? 0 : sample * 10 ** ((-3 * k) / taps)))
  room[40] = 3
  const strength = Math.sqrt(powerIn(room) * taps)
  return convolve(
    far,
    room.map((tap) => (0.7 * tap) / strength),
  ).subarray(0, far.length)
}

/** The power of the echo over that of what is left of it. */
function reductionDb(
  echo: Float32Array,
  added: Float32Array,
  left: ArrayLike<number>,
  from: number,
  to: number,
): number {
  const residue = echo.subarray(from, to).map((_, i) => left[from + i] - added[from + i])
  return 10 * Math.log10(powerIn(echo.subarray(from, to)) / powerIn(residue))
}

function powerIn(signal: Float32Array): number {
  return signal.reduce((sum, sample) => sum + sample ** 2, 0) / signal.length
}
