import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { lastValueFrom, toArray } from 'rxjs'
import { WavWriter } from 'tapline/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseArguments } from '../../examples/hall/arguments.js'
import type { Audio } from '../../examples/hall/audio.js'
import { decode } from '../../examples/hall/decode.js'
import { synthesiseHall } from '../../examples/hall/impulse-response.js'
import { blocksOf, reverberate } from '../../examples/hall/reverberate.js'

const lenaFlac = fileURLToPath(new URL('../../examples/data/lena.flac', import.meta.url))
const repository = fileURLToPath(new URL('../..', import.meta.url))

// The command in one file: it is started a dozen times, and starts several times faster so. From here it finds examples/data.
const bundle = join(repository, 'examples', 'out', `hall-test-${process.pid}.mjs`)

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapline-hall-'))
  await build({
    entryPoints: [join(repository, 'examples', 'hall', 'main.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['node-web-audio-api'],
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url)",
    },
  })
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await rm(bundle)
})

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command as a user would, in a process of its own. `interruptAt`: Ctrl-C when this has been printed. */
function run(args: readonly string[], interruptAt?: string): Promise<Outcome> {
  return outcomeOf(process.execPath, [bundle, ...args], interruptAt)
}

function outcomeOf(command: string, args: readonly string[], interruptAt?: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repository })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (text: Buffer) => {
      stdout += text.toString()
      if (interruptAt !== undefined && stdout.includes(interruptAt)) child.kill('SIGINT')
    })
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

async function emptyFolder(name: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(path)
  return path
}

async function writeWav(path: string, sampleRate: number, channels: Float32Array[]): Promise<string> {
  const writer = await WavWriter.open(path, { sampleRate, channels: channels.length, format: 'f32le' })
  await writer.write(channels)
  await writer.close()
  return path
}

function sine(length: number, amplitude = 0.5): Float32Array {
  return Float32Array.from({ length }, (_, n) => amplitude * Math.sin(n / 10))
}

/** The whole output of the pipeline, one array a channel. */
async function wetChannels(recording: Audio, response: Audio): Promise<Float32Array[]> {
  const wet$ = blocksOf(recording, 128, () => Promise.resolve()).pipe(
    reverberate(recording, response),
    toArray(),
  )
  const blocks = await lastValueFrom(wet$)
  return blocks[0].map((_, channel) => Float32Array.from(blocks.flatMap((block) => [...block[channel]])))
}

function convolvedByDefinition(x: Float32Array, h: Float32Array): Float64Array {
  const y = new Float64Array(x.length + h.length - 1)
  for (const [n, sample] of x.entries()) {
    for (const [k, tap] of h.entries()) y[n + k] += sample * tap
  }
  return y
}

/** Schroeder's energy decay: what is still to come after each sample, relative to all, in dB. */
function energyDecay(samples: Float32Array): Float64Array {
  const decay = Float64Array.from(samples, (value) => value * value)
  for (let n = decay.length - 2; n >= 0; n--) decay[n] += decay[n + 1]
  const all = decay[0]
  return decay.map((energy) => 10 * Math.log10(energy / all))
}

/** The time in which the energy falls by 60 dB, in seconds, from its fall between two levels (in dB). */
function reverberationTime(samples: Float32Array, sampleRate: number, from: number, to: number): number {
  const decay = energyDecay(samples)
  const begin = decay.findIndex((level) => level < from)
  const end = decay.findIndex((level) => level < to)
  return ((60 / (from - to)) * (end - begin)) / sampleRate
}

describe('the synthesised hall', () => {
  let left: Float32Array
  let right: Float32Array

  beforeAll(() => {
    ;[left, right] = synthesiseHall({ sampleRate: 16_000 }).channels
  })

  it('is 3 s of stereo with the same samples every time, and others for another seed', () => {
    expect([left.length, right.length]).toEqual([48_000, 48_000])
    expect(synthesiseHall({ sampleRate: 16_000 }).channels).toEqual([left, right])
    expect(synthesiseHall({ sampleRate: 16_000, seed: 7 }).channels[0]).not.toEqual(left)
  })

  it('begins with the direct sound, which is the greatest of its samples', () => {
    expect(left.indexOf(Math.max(...left))).toBe(0)
    expect(right.indexOf(Math.max(...right))).toBeLessThan(0.001 * 16_000)
  })

  it('differs between the ears', () => {
    const product = left.reduce((sum, value, n) => sum + (n > 0 ? value * right[n] : 0), 0)
    const energy = (samples: Float32Array) => samples.reduce((sum, value) => sum + value * value, 0)
    expect(Math.abs(product) / Math.sqrt(energy(left) * energy(right))).toBeLessThan(0.2)
  })

  it('dies by 60 dB in about 2.8 s, high frequencies faster than low ones', () => {
    const time = reverberationTime(left, 16_000, -10, -40)
    expect(time).toBeGreaterThan(2.5)
    expect(time).toBeLessThan(3)
    const high = left.map((value, n) => (n > 1 ? value - 2 * left[n - 1] + left[n - 2] : 0))
    expect(reverberationTime(high, 16_000, -10, -40)).toBeLessThan(0.85 * time)
  })

  it('is 60 dB below its diffuse beginning at the end', () => {
    const rms = (from: number) => Math.hypot(...left.subarray(from, from + 1600)) / 40
    expect(20 * Math.log10(rms(48_000 - 1600) / rms(1600))).toBeCloseTo(-60, -1)
  })
})

describe('the recording in the hall', () => {
  it('is as long as both, does not clip, and dies as the hall does', async () => {
    const { sampleRate, channels } = await decode(lenaFlac)
    const recording: Audio = { name: 'lena', sampleRate, channels: [channels[0].subarray(0, 2 * sampleRate)] }
    const hall = synthesiseHall({ sampleRate })
    const wet = await wetChannels(recording, hall)
    for (const [ear, samples] of wet.entries()) {
      expect(samples).toHaveLength(2 * sampleRate + 3 * sampleRate - 1)
      expect(samples.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0)).toBeLessThan(0.9)

      const tail = samples.subarray(2 * sampleRate)
      const late = hall.channels[ear].subarray(0.2 * sampleRate)
      const time = reverberationTime(tail, sampleRate, -5, -30)
      expect(Math.abs(time / reverberationTime(late, sampleRate, -5, -30) - 1)).toBeLessThan(0.15)
      expect(energyDecay(samples)[2 * sampleRate]).toBeGreaterThan(-30)
    }
  })

  it.each([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ])(
    'is the linear convolution for a recording of %i and a response of %i channels',
    async (inputs, taps) => {
      const recording = {
        name: 'x',
        sampleRate: 8000,
        channels: [sine(300), sine(300, 0.2)].slice(0, inputs),
      }
      const response = { name: 'h', sampleRate: 8000, channels: [sine(70), sine(70, -0.9)].slice(0, taps) }
      const wet = await wetChannels(recording, response)
      expect(wet).toHaveLength(Math.max(inputs, taps))
      for (const [ear, samples] of wet.entries()) {
        const x = recording.channels[Math.min(ear, inputs - 1)]
        const h = response.channels[Math.min(ear, taps - 1)]
        const expected = convolvedByDefinition(x, h)
        expect(samples).toHaveLength(369)
        expect(Math.max(...samples.map((value, n) => Math.abs(value - expected[n])))).toBeLessThan(1e-4)
      }
    },
  )

  it('is pulled no faster than it is written', async () => {
    const recording = { name: 'x', sampleRate: 8000, channels: [sine(1280)] }
    let emitted = 0
    let release: () => void = () => {}
    const ready = () =>
      emitted < 3 ? Promise.resolve() : new Promise<void>((resolve) => (release = resolve))
    const subscription = blocksOf(recording, 128, ready).subscribe(() => emitted++)
    await new Promise((resolve) => setTimeout(resolve))
    expect(emitted).toBe(3)
    release()
    await new Promise((resolve) => setTimeout(resolve))
    expect(emitted).toBe(4)
    subscription.unsubscribe()
    release()
  })
})

describe('a decoded file', () => {
  it('keeps its samples when its buffer is gone', async () => {
    const { channels } = await decode(lenaFlac)
    const samples = channels[0].slice()
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    for (let i = 0; i < 5; i++) {
      collectGarbage()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(channels[0].every((value, n) => value === samples[n])).toBe(true)
  })
})

describe('the arguments', () => {
  it('default to the recording in the package and a file named after it', () => {
    expect(parseArguments([])).toEqual({
      input: lenaFlac,
      response: undefined,
      output: join('out', 'lena-hall.wav'),
      isOutputGiven: false,
      picture: join('out', 'lena-hall.svg'),
      gain: 1,
    })
    expect(parseArguments(['a/voice.mp3', '--ir', 'b/plate.flac'])).toMatchObject({
      output: join('out', 'voice-plate.wav'),
    })
  })

  it.each([
    [['--foo'], "Unknown option '--foo': see node examples/hall/start.mjs --help"],
    [['--gain'], "Option '--gain <value>' argument missing: see node examples/hall/start.mjs --help"],
    [['--gain', '0'], "--gain is '0': give a positive factor such as 0.5"],
    [['--gain', 'loud'], "--gain is 'loud': give a positive factor such as 0.5"],
    [['--out', 'wet.mp3'], "--out is 'wet.mp3': the output is a WAV file, give a name that ends in .wav"],
    [['a.wav', '--out', './a.wav'], '--out is ./a.wav, which is also read: give the output another name'],
    [['a.wav', 'b.wav'], 'one recording at a time, not 2 (a.wav, b.wav)'],
  ])('%j are refused', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message)
  })
})

describe.concurrent('the command', { timeout: 30_000 }, () => {
  it('makes a WAV file and a picture of the files it is given, and warns where the WAV clips', async () => {
    const place = await emptyFolder('own')
    const input = await writeWav(join(place, 'in.wav'), 22_050, [sine(30_000)])
    const ir = await writeWav(join(place, 'ir.wav'), 22_050, [
      Float32Array.of(1, 0, 2),
      Float32Array.of(0, 0.5, 0),
    ])
    const { code, stdout, stderr } = await run([input, '--ir', ir, '--out', join(place, 'wet.wav')])
    expect(stderr).toMatch(
      /^warning: .*wet\.wav clips: its peak is \+3\.\d dBFS \(\d+ samples are cut\): run again with --gain 0\.6\d+\n$/,
    )
    expect(code).toBe(0)
    expect(stdout.split('\n').length).toBeLessThan(10)
    expect(stdout).toMatch(/wet\.wav: 1\.36 s in .* times real time, peak memory \d+ MB\n$/)
    expect((await readdir(place)).sort()).toEqual(['in.wav', 'ir.wav', 'wet.svg', 'wet.wav'])

    const wet = await decode(join(place, 'wet.wav'))
    expect([wet.sampleRate, wet.channels.length, wet.channels[0].length]).toEqual([22_050, 2, 30_002])
    expect(wet.channels[1][100]).toBeCloseTo(0.5 * sine(100)[99], 5)
    const svg = await readFile(join(place, 'wet.svg'), 'utf8')
    expect(svg.startsWith('<svg ') && svg.endsWith('</svg>')).toBe(true)
    expect(svg.match(/data:image\/png;base64,/g)).toHaveLength(3)
    // The rasters are left out: in base64 any letters can stand side by side.
    expect(svg.replace(/base64,[^"]*/g, '')).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('tells its options', async () => {
    const { code, stdout, stderr } = await run(['--help'])
    expect([code, stderr]).toEqual([0, ''])
    for (const option of ['--ir', '--out', '--gain', '--help']) expect(stdout).toContain(option)
  })

  it.each<[string, (place: string) => Promise<string[]> | string[], string]>([
    [
      'a bad option',
      () => ['--nonsense'],
      "Unknown option '--nonsense': see node examples/hall/start.mjs --help",
    ],
    [
      'a missing file',
      (place) => [join(place, 'no.flac')],
      'cannot read PLACE/no.flac: no such file or directory (ENOENT): give the path of a file',
    ],
    [
      'an empty file',
      async (place) => [await put(place, '')],
      'cannot read PLACE/given.wav: it is empty: give a sound file',
    ],
    [
      'a file that is no sound',
      async (place) => [await put(place, 'Once upon a time '.repeat(100))],
      'cannot read PLACE/given.wav: it does not begin as any known sound file does: convert it to WAV or FLAC, for example with FFmpeg',
    ],
    [
      'a file that is cut short',
      async (place) => {
        const whole = await readFile(await writeWav(join(place, 'given.wav'), 44_100, [sine(99)]))
        return [await put(place, whole.subarray(0, -40))]
      },
      'PLACE/given.wav: this WAV file is cut short: 89 of 99 frames came, in 356 of 396 bytes of samples, up to byte 450',
    ],
    [
      'a folder',
      (place) => [place],
      'cannot read PLACE: illegal operation on a directory (EISDIR): give the path of a file',
    ],
    [
      'a response at another sample rate',
      async (place) => ['--ir', await writeWav(join(place, 'given.wav'), 48_000, [sine(100)])],
      `PLACE/given.wav is sampled at 48000 Hz, but ${lenaFlac} at 44100 Hz: ` +
        'convert it first, for example with sox PLACE/given.wav -r 44100 converted.wav',
    ],
    [
      'more channels than two',
      async (place) => [await writeWav(join(place, 'given.wav'), 44_100, [sine(9), sine(9), sine(9)])],
      'PLACE/given.wav has 3 channels: give a mono or stereo file',
    ],
    [
      'an output that cannot be made',
      async (place) => [
        await writeWav(join(place, 'given.wav'), 8000, [sine(9)]),
        '--out',
        join(place, 'no', 'x.wav'),
      ],
      'cannot write PLACE/no/x.wav: no such file or directory (ENOENT): ' +
        'give the path of a file, in an existing folder that can be written',
    ],
  ])('answers %s with one line, status 1 and no file', async (name, prepare, message) => {
    const place = await emptyFolder(name)
    const args = await prepare(place)
    const before = await readdir(place)
    const output = args.includes('--out') ? [] : ['--out', join(place, 'wet.wav')]
    const { code, stdout, stderr } = await run([...args, ...output])
    expect(stderr).toBe(`${message.replaceAll('PLACE', place)}\n`)
    expect([code, stdout]).toEqual([1, ''])
    expect(await readdir(place)).toEqual(before)
  })

  it('leaves no half-written file when the disk is full', async () => {
    const place = await emptyFolder('full')
    const limited = `ulimit -f 40; exec "${process.execPath}" "${bundle}" --out "${place}/wet.wav"`
    const { code, stderr } = await outcomeOf('bash', ['-c', limited])
    expect(stderr).toBe(
      `cannot write ${place}/wet.wav: file too large (EFBIG): make room, or give a path on another disk\n`,
    )
    expect(code).toBe(1)
    expect(await readdir(place)).toEqual([])
  })

  it('leaves no half-written file when it is interrupted', async () => {
    const place = await emptyFolder('interrupted')
    const input = await writeWav(join(place, 'long.wav'), 44_100, [sine(60 * 44_100)])
    const { code, stdout } = await run([input, '--out', join(place, 'wet.wav')], '25 %')
    expect(stdout).not.toContain('100 %')
    expect(code).toBe(130)
    expect(await readdir(place)).toEqual(['long.wav'])
  })
})

async function put(place: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(place, 'given.wav'), content)
  return join(place, 'given.wav')
}
