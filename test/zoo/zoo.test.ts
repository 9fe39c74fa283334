import { readdirSync } from 'node:fs'
import { InputError } from 'tapline/format'
import { FileError, readAudioFile } from 'tapline/node'
import { describe, expect, test } from 'vitest'

// Files as programs write them, made by make.mjs: the contents of each are known to the sample.

const pathOf = (name: string) => new URL(`./files/${name}`, import.meta.url).pathname

interface Sound {
  readonly frames: number
  readonly rate: number
  readonly channels: number
}

const plain: Sound = { frames: 250, rate: 8000, channels: 2 }
const coded: Sound = { frames: 6000, rate: 44_100, channels: 2 }

/** The signal in all of them. */
function chirp(length: number, channel: number, resampled = 1): Float64Array {
  const gain = channel === 0 ? 0.5 : -0.25
  return Float64Array.from({ length }, (_, i) => {
    const n = i * resampled
    return gain * Math.sin(2 * Math.PI * (0.004 * n + (0.05 * n * n) / (2 * length * resampled)))
  })
}

/** The greatest difference. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]))
  return most
}

/** The correlation coefficient at a lag, about zero. */
function likeness(a: ArrayLike<number>, b: ArrayLike<number>, lag: number): number {
  let [product, x, y] = [0, 0, 0]
  for (let n = Math.max(0, -lag); n < Math.min(a.length, b.length - lag); n++) {
    product += a[n] * b[n + lag]
    x += a[n] ** 2
    y += b[n + lag] ** 2
  }
  return product / Math.sqrt(x * y)
}

/** Half a quantization step, plus some more because programs round differently. */
const step = (bits: number) => 1.01 / 2 ** (bits - 1)
const BY_LAW = 0.02

type Row = readonly [name: string, limit: number, other?: Partial<Sound>]

/** Each with its known properties. */
const whole = (rows: readonly Row[], usual: Sound) =>
  rows.map(([name, limit, other]) => ({ name, limit, ...usual, ...other }))

/** File, greatest difference from the signal, and the sound if it is not the usual one. */
const exact: readonly Row[] = [
  ['wav-u8.wav', step(8)],
  ['wav-s16le.wav', step(16)],
  ['wav-s24le.wav', step(24)],
  ['wav-s32le.wav', step(24)],
  ['wav-f32le.wav', 1e-7],
  ['wav-f64le.wav', 1e-7],
  ['wav-alaw.wav', BY_LAW],
  ['wav-mulaw.wav', BY_LAW],
  ['rf64.wav', step(16)],
  ['rifx-s16.wav', step(16)],
  ['rifx-f32.wav', 1e-7],
  ['extensible-s24.wav', step(24)],
  ['odd-u8.wav', step(8), { frames: 251, channels: 1 }],
  ['piped-by-ffmpeg.wav', step(16)],
  ['piped-by-sox.wav', step(16)],
  ['size-0.wav', 1e-7],
  ['size-of-npm-wav.wav', 1e-7],
  ['aiff-s8.aiff', step(8)],
  ['aiff-s16be.aiff', step(16)],
  ['aiff-s24be.aiff', step(24)],
  ['aiff-s32be.aiff', step(24)],
  ['aiff-sowt.aiff', step(16)],
  ['aiff-fl32.aiff', 1e-7],
  ['aiff-fl64.aiff', 1e-7],
  ['aiff-alaw.aiff', BY_LAW],
  ['aiff-ulaw.aiff', BY_LAW],
  ['piped-by-sox.aiff', step(16)],
  ['au-s8.au', step(8)],
  ['au-s16be.au', step(16)],
  ['au-s24be.au', step(24)],
  ['au-s32be.au', step(24)],
  ['au-f32be.au', 1e-7],
  ['au-f64be.au', 1e-7],
  ['au-alaw.au', BY_LAW],
  ['au-mulaw.au', BY_LAW],
  ['piped-by-ffmpeg.au', step(16)],
  ['dec-s16.au', step(16)],
  ['caf-s16be.caf', step(16)],
  ['caf-s16le.caf', step(16)],
  ['caf-s24le.caf', step(24)],
  ['caf-f32le.caf', 1e-7],
  ['caf-f64be.caf', 1e-7],
  ['caf-alaw.caf', BY_LAW],
  ['caf-mulaw.caf', BY_LAW],
  ['w64-s16le.w64', step(16)],
  ['w64-f32le.w64', 1e-7],
  ['sox-s24.w64', step(24)],
  ['flac-16.flac', step(16), coded],
  ['flac-24.flac', step(23)],
  ['flac-named.wav', step(23)],
  ['flac-in-ogg.oga', step(16)],
]

/** File, least correlation, and the sound if it is not the usual one. */
const lossy: readonly Row[] = [
  ['mp3-cbr.mp3', 0.995],
  ['mp3-vbr.mp3', 0.995],
  ['mp3-id3.mp3', 0.995],
  ['mp3-22050.mp3', 0.98, { frames: 3000, rate: 22_050 }],
  ['vorbis.ogg', 0.99],
  ['vorbis-mono.ogg', 0.99, { frames: 13_230, channels: 1 }],
  ['opus.opus', 0.98, { rate: 48_000 }],
  ['aac-index-last.m4a', 0.99],
  ['aac-index-first.m4a', 0.99],
]

/** Formats that do not state the encoder's delay: the sound is longer, and late. */
const untold: readonly string[] = ['mp3-without-tag.mp3', 'mpeg-layer-2.mp2', 'aac-adts.aac', 'vorbis.webm']

const damaged: readonly (readonly [string, Sound, string])[] = [
  [
    'cut-short.wav',
    { ...plain, frames: 100 },
    'is cut short: it has 100 of 250 frames, in 400 of 1000 bytes',
  ],
  ['cut-within-a-frame.wav', { ...plain, frames: 249 }, 'is cut short: it has 249 of 250 frames'],
  ['size-too-large.wav', plain, 'is cut short: it has 250 of 12500 frames'],
]

const refused: readonly (readonly [string, string])[] = [
  ['wavpack.wv', 'it is WavPack, which is not supported'],
  ['true-audio.tta', 'it is True Audio (TTA), which is not supported'],
  ['monkeys-audio.ape', "it is Monkey's Audio, which is not supported"],
  ['musepack.mpc', 'it is Musepack, which is not supported'],
  ['windows-media.wma', 'it is Windows Media (ASF), which is not supported'],
  ['creative.voc', 'it is Creative Voice (VOC), which is not supported'],
  ['amiga.8svx', 'it is Amiga 8SVX, which is not supported'],
  ['sphere.sph', 'it is NIST SPHERE, which is not supported'],
  ['adpcm-ima.wav', 'holds no plain samples, but IMA ADPCM'],
  ['adpcm-ms.wav', 'holds no plain samples, but Microsoft ADPCM'],
  ['adpcm.caf', 'holds no plain samples, but "ima4"'],
]

/** Decoders are loaded by the first file that needs them. */
const PATIENCE = 60_000

describe('What is lossless is read to the sample', () => {
  test.each(whole(exact, plain))(
    '$name',
    async ({ name, limit, frames, rate, channels }) => {
      const sound = await readAudioFile(pathOf(name))
      expect(sound.warnings).toEqual([])
      expect(sound.sampleRate).toBe(rate)
      expect(sound.channels.map(({ length }) => length)).toEqual(new Array(channels).fill(frames))
      for (const [i, samples] of sound.channels.entries()) {
        expect(distance(samples, chirp(frames, i))).toBeLessThanOrEqual(limit)
      }
    },
    PATIENCE,
  )
})

test(
  'FLAC gives the coded integers, in the scale of all other formats',
  async () => {
    for (const [name, fullScale] of [
      ['flac-16.flac', 2 ** 15],
      ['flac-24.flac', 2 ** 23],
    ] as const) {
      const { channels } = await readAudioFile(pathOf(name))
      for (const samples of channels) {
        expect(samples.every((value) => Number.isInteger(value * fullScale))).toBe(true)
      }
    }
  },
  PATIENCE,
)

describe('What is coded is as long as what was coded, and not late', () => {
  test.each(whole(lossy, coded))(
    '$name',
    async ({ name, limit, frames, rate, channels }) => {
      const sound = await readAudioFile(pathOf(name))
      expect(sound.sampleRate).toBe(rate)
      expect(sound.channels.map(({ length }) => length)).toEqual(new Array(channels).fill(frames))
      for (const [i, samples] of sound.channels.entries()) {
        const like = [-1, 0, 1].map((lag) =>
          likeness(chirp(frames, i, coded.rate === 2 * rate ? 2 : 1), samples, lag),
        )
        expect(like[1]).toBeGreaterThan(limit)
        expect(like[1]).toBe(Math.max(...like))
      }
    },
    PATIENCE,
  )

  test.each(untold)(
    '%s does not tell it',
    async (name) => {
      const sound = await readAudioFile(pathOf(name))
      expect(sound.channels[0].length).toBeGreaterThanOrEqual(coded.frames)
      expect(sound.channels[0].length).toBeLessThan(coded.frames + 4000)
    },
    PATIENCE,
  )
})

describe('What is damaged is read as far as it goes', () => {
  test.each(damaged)('%s', async (name, { frames }, message) => {
    const sound = await readAudioFile(pathOf(name))
    expect(sound.channels[0].length).toBe(frames)
    expect(distance(sound.channels[0], chirp(250, 0))).toBeLessThanOrEqual(step(16))
    expect(sound.warnings.map(String)).toEqual([expect.stringContaining(message)])
    const strict = readAudioFile(pathOf(name), { strict: true })
    await expect(strict).rejects.toThrow(InputError)
    await expect(strict).rejects.toThrow(message)
  })

  test(
    'flac-cut-short.flac',
    async () => {
      const sound = await readAudioFile(pathOf('flac-cut-short.flac'))
      const { length } = sound.channels[0]
      expect(length).toBeGreaterThan(4000)
      expect(distance(sound.channels[0], chirp(13_230, 0))).toBeLessThanOrEqual(step(16))
      expect(sound.warnings.map(String)).toEqual([
        expect.stringContaining(`is cut short: it has ${length} of 13230 frames`),
      ])
      await expect(readAudioFile(pathOf('flac-cut-short.flac'), { strict: true })).rejects.toThrow(
        'cut short',
      )
    },
    PATIENCE,
  )
})

describe('What is not read is refused by its name', () => {
  test.each(refused)('%s', async (name, message) => {
    const reading = readAudioFile(pathOf(name))
    await expect(reading).rejects.toThrow(message)
    const error: unknown = await reading.catch((error: unknown) => error)
    expect(error instanceof FileError || error instanceof InputError).toBe(true)
  })
})

test('Every file of the zoo has its test', () => {
  const known = [...exact, ...lossy, ...damaged, ...refused].map(([name]) => name)
  expect(readdirSync(pathOf('')).sort()).toEqual([...known, ...untold, 'flac-cut-short.flac'].sort())
})
