import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { naiveConvolution } from '../naive/convolution.js'
import { noise } from '../support/signals.js'
import { readWav, tapline, writeWav } from './support.js'

const home = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'tapline-cli-'))
const [left, right, hallLeft, hallRight] = [1, 2, 3, 4].map((seed) =>
  noise('float32', seed < 3 ? 40_000 : 1000, seed),
)

beforeAll(async () => {
  process.chdir(folder)
  await writeWav(
    'stereo.wav',
    [left, right].map((samples) => samples.map((value) => value / 4)),
  )
  await writeWav('mono.wav', [[1, 0, 0, 0.5]])
  await writeWav('two.wav', [
    [1, 0, 0, 0.5],
    [0, 1, 0, 0],
  ])
  await writeWav('hall.wav', [hallLeft, hallRight])
  await writeWav('echo.wav', [[1, 0.25]])
  await writeWav('true-stereo.wav', [[1], [0.5], [0.25], [2]])
  await writeWav('other-rate.wav', [[1, 0.25]], { sampleRate: 44_100 })
  await writeWav('loud.wav', [[0.9, 0.9, -0.9]], { format: 's16le' })
  writeFileSync('readings.csv', 'at,v,w\na,1,10\nb,2,20\nc,3,30\n')
  writeFileSync('taps.csv', '0.5\n0.5\n')
  writeFileSync('cut.wav', readFileSync('stereo.wav').subarray(0, 100_000))
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

describe('tapline', () => {
  test('prints its version and its help to stdout', async () => {
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
    expect(await tapline(['--version'])).toMatchObject({
      code: 0,
      stdout: Buffer.from(`${version}\n`),
      stderr: '',
    })
    const help = await tapline(['--help'])
    expect(help.code).toBe(0)
    expect(help.stdout.toString()).toContain('convolve')
    expect((await tapline([])).stdout.equals(help.stdout)).toBe(true)
  })

  test.each([
    [['frobnicate'], "tapline: unknown command 'frobnicate': see tapline --help"],
    [['convolve'], 'tapline: no kernel: name an input and a kernel: see tapline convolve --help'],
    [['convolve', 'a.wav', 'b.wav', '--nonsense'], "unknown option '--nonsense'"],
    [['convolve', 'a.wav', 'b.wav', 'c.wav'], '2 inputs (a.wav, b.wav): pass --kernel and --output-dir'],
    [
      ['convolve', 'a.wav', 'b.wav', '--gain', 'loud'],
      'Give a factor, such as 0.5, or decibels, such as -6dB',
    ],
    [['convolve', 'a.wav', 'b.wav', '--jobs', '0'], 'Give a whole number of at least 1'],
    [['convolve', 'echo.wav', '--output-dir', 'x'], 'no kernel: pass --kernel with --output-dir'],
    [['convolve', '--kernel', 'echo.wav', '--output-dir', 'x', '-o', 'y', 'a'], 'exclude each other'],
    [['convolve', '--kernel', 'echo.wav', '--output-dir', 'x'], 'no inputs: name files'],
    [['convolve', 'mono.wav', 'echo.wav', '--json'], '--json is for several inputs: pass --output-dir'],
    [['convolve', 'readings.csv', 'taps.csv', '--jobs', '2'], '--jobs does not apply to readings.csv'],
    [
      ['convolve', '--kernel', 'e.wav', '--output-dir', 'x', 'a/1.wav', 'b/1.wav'],
      'a/1.wav and b/1.wav would both be written to 1.wav',
    ],
    [['convolve', '--kernel', 'echo.wav', '--output-dir', '.', 'mono.wav'], 'mono.wav is one of the inputs'],
    [
      ['convolve', '--kernel', 'x/echo.wav', '--output-dir', 'x', 'echo.wav'],
      'echo.wav is one of the inputs',
    ],
    [['convolve', '--kernel', 'echo.wav', '--output-dir', 'x', 'mono.wav', '-'], 'stdin (-) has no name'],
    [['convolve', 'mono.wav', '-'], 'the kernel cannot come from stdin'],
    [
      ['convolve', 'readings.csv', 'taps.csv', '--column', 'v', '-o', 'x.wav'],
      'readings.csv is a series, but x.wav',
    ],
    [['convolve', 'mono.wav', 'echo.wav', '-o', 'mono.wav'], 'mono.wav is one of the inputs'],
    [['convolve', 'mono.wav', 'echo.wav', '-o', 'wet.mp3'], 'pipe into ffmpeg -i - wet.mp3'],
    [['convolve', 'mono.wav', 'echo.wav', '--rate', '8000'], '--rate does not apply to mono.wav'],
    [['convolve', '-', 'echo.wav'], 'no input: name a file, or pipe one into tapline'],
    [['convolve', 'x.raw', 'echo.wav'], 'x.raw is raw PCM: say how to read it'],
    [['convolve', 'mono.wav', 'echo.wav', '--format', 'S24_LE', '-o', 'x.wav'], 'Give one of u8, s8, s16'],
    [
      ['convolve', 'mono.wav', 'echo.wav', '--output-format', 's16be', '-o', 'x.wav'],
      'a WAV file cannot hold s16be',
    ],
    [
      ['filter', 'mono.wav', '-o', 'x.wav'],
      'pass one of --lowpass, --highpass, --bandpass, --bandstop, --savitzky-golay, --moving-average and --gaussian',
    ],
    [['filter', 'mono.wav', '--bandpass', '5,3'], 'Give two frequencies, the lower one first'],
    [['filter', 'mono.wav', '--lowpass', '30000', '-o', 'x.wav'], 'got 30000'],
    [
      ['filter', 'mono.wav', '--lowpass', '100', '--transition', '0.001', '-o', 'x.wav'],
      'use a wider --transition',
    ],
    [
      ['filter', 'readings.csv', '--lowpass', '0.1', '--column', 'v'],
      'does not state its sample rate: pass --rate',
    ],
    [['completion', 'csh'], 'must be one of bash, zsh, fish'],
  ])('%j is a usage error: exit code 2, and one line', async (argv, message) => {
    const { code, stdout, stderr } = await tapline(argv)
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/^tapline: [^\n]*: see tapline [a-z-]*( --help)?\n$/)
    expect({ code, stdout: stdout.length }).toEqual({ code: 2, stdout: 0 })
  })

  test.each([
    [
      ['convolve', 'nix.wav', 'echo.wav', '-o', 'x.wav'],
      'cannot read nix.wav: no such file or directory (ENOENT)',
    ],
    [['convolve', 'mono.wav', 'nix.wav', '-o', 'x.wav'], 'cannot read nix.wav'],
    [['convolve', 'mono.wav', 'readings.csv', '-o', 'x.wav'], 'readings.csv: line 2'],
    [['convolve', 'mono.wav', 'echo.wav', '-o', 'no/x.wav'], 'cannot write no/x.wav'],
    [
      ['convolve', 'mono.wav', 'other-rate.wav', '-o', 'x.wav'],
      'other-rate.wav is sampled at 44100 Hz, but mono.wav at 48000 Hz: pass --resample',
    ],
    [
      ['convolve', 'true-stereo.wav', 'hall.wav', '-o', 'x.wav'],
      'hall.wav has 2 channels, which does not fit an input of 4',
    ],
    [
      ['convolve', 'cut.wav', 'echo.wav', '--strict', '-o', 'x.wav'],
      'cut.wav: this WAV file is cut short: it has 12488 of 40000',
    ],
    [
      ['filter', 'cut.wav', '--strict', '--lowpass', '1000', '-o', 'x.wav'],
      'cut.wav: this WAV file is cut short',
    ],
    [['ir', 'cut.wav', '--strict'], 'cut.wav: this WAV file is cut short'],
  ])('%j fails: exit code 1, one line, and no file', async (argv, message) => {
    const before = readdirSync('.')
    const { code, stdout, stderr } = await tapline(argv)
    expect(stderr).toContain(`tapline: ${message}`)
    expect(stderr).toMatch(/^[^\n]*\n$/)
    expect({ code, stdout: stdout.length }).toEqual({ code: 1, stdout: 0 })
    expect(readdirSync('.')).toEqual(before)
  })

  test('Text from a file does not control the terminal', async () => {
    writeFileSync('steering.csv', 'a\u001b[2Jb,\u009bc\n1,2\n')
    const { code, stderr } = await tapline([
      'filter',
      'steering.csv',
      '--column',
      'x\u001b[31m',
      '--lowpass',
      '1',
      '--rate',
      '9',
    ])
    expect(code).toBe(1)
    expect(stderr).toContain('\\x9b')
    for (const character of ['\u001b', '\u009b']) expect(stderr).not.toContain(character)
  })

  test('suggests the command that was meant', async () => {
    expect((await tapline(['help', 'convolv'])).stderr).toBe(
      "tapline: unknown command 'convolv': did you mean 'convolve'?: see tapline --help\n",
    )
    expect((await tapline(['help', 'filter'])).code).toBe(0)
  })

  test('Color is for terminals that allow it', async () => {
    const argv = ['convolve', 'nix.wav', 'echo.wav', '-o', 'x.wav']
    expect((await tapline(argv)).stderr).not.toContain('\u001B')
    expect((await tapline(argv, { isTTY: true })).stderr).toContain('\u001B[31mtapline:')
    expect((await tapline(argv, { isTTY: true, env: { NO_COLOR: '1' } })).stderr).not.toContain('\u001B')
  })
})

describe('convolve', () => {
  test('writes the full linear convolution, channel by channel, in the format of the input', async () => {
    expect(await tapline(['convolve', 'stereo.wav', 'hall.wav', '-o', 'wet.wav'])).toMatchObject({
      code: 0,
      stderr: '',
    })
    const { channels, format, sampleRate } = await readWav('wet.wav')
    expect({ format, sampleRate }).toEqual({ format: 'f32le', sampleRate: 48_000 })
    for (const [i, [dry, hall]] of [
      [left, hallLeft],
      [right, hallRight],
    ].entries()) {
      const expected = naiveConvolution(dry, hall).map((value) => value / 4)
      expect(channels[i]).toHaveLength(40_999)
      const error = channels[i].reduce((most, value, n) => Math.max(most, Math.abs(value - expected[n])), 0)
      expect(error).toBeLessThan(1e-4)
    }
  })

  test('is the same through a pipe, without delay, and WAV stays WAV', async () => {
    const bytes = readFileSync('two.wav')
    const { stdout } = await tapline(['convolve', '-', 'echo.wav'], {
      stdin: [bytes.subarray(0, 51), bytes.subarray(51)],
    })
    expect((await readWav(stdout)).channels).toEqual([
      [1, 0.25, 0, 0.5, 0.125],
      [0, 1, 0.25, 0, 0],
    ])
  })

  test.each(['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le'] as const)(
    'passes %s unchanged if the response is 1',
    async (format) => {
      const precision = format === 's32le' || format === 'f64le' ? 'float64' : 'float32'
      const samples = [noise(precision, 1000, 5), noise(precision, 1000, 6)].map((x) => x.map((v) => v / 8))
      await writeWav('as-is.wav', samples, { format })
      writeFileSync('one.csv', '1\n')
      expect(await tapline(['convolve', 'as-is.wav', 'one.csv', '-o', 'same.wav'])).toMatchObject({ code: 0 })
      const [before, after] = ['as-is.wav', 'same.wav'].map((path) => {
        const bytes = readFileSync(path)
        return bytes.subarray(bytes.indexOf('data'))
      })
      expect(after.equals(before)).toBe(true)
    },
  )

  test('stops with the input if the tail is not wanted', async () => {
    const { stdout } = await tapline(['convolve', 'mono.wav', 'echo.wav', '--no-tail'])
    expect((await readWav(stdout)).channels).toEqual([[1, 0.25, 0, 0.5]])
  })

  test.each([
    ['0.5', 0.5],
    ['-6.0206dB', 0.5],
    ['-1', -1],
  ])('multiplies by a gain of %s', async (gain, factor) => {
    const { stdout } = await tapline(['convolve', 'mono.wav', 'echo.wav', '--no-tail', '--gain', gain])
    const [samples] = (await readWav(stdout)).channels
    for (const [n, value] of [1, 0.25, 0, 0.5].entries()) expect(samples[n]).toBeCloseTo(factor * value, 6)
  })

  test('normalizes the response on request', async () => {
    const { stdout } = await tapline(['convolve', 'mono.wav', 'echo.wav', '--normalize', 'l1'])
    expect((await readWav(stdout)).channels[0][0]).toBeCloseTo(0.8, 6)
  })

  test('takes four channels as true stereo, and two for a mono input', async () => {
    const wide = await tapline(['convolve', 'two.wav', 'true-stereo.wav'])
    expect((await readWav(wide.stdout)).channels).toEqual([
      [1, 0.25, 0, 0.5],
      [0.5, 2, 0, 0.25],
    ])
    const both = await tapline(['convolve', 'mono.wav', 'two.wav', '--no-tail'])
    expect((await readWav(both.stdout)).channels).toEqual([
      [1, 0, 0, 1],
      [0, 1, 0, 0],
    ])
  })

  test('spreads NaN no further than the length of the response', async () => {
    const nowhere = [left, right].map((samples) => samples.map((value, n) => (n === 5000 ? NaN : value)))
    await writeWav('nowhere.wav', nowhere)
    const { stdout } = await tapline(['convolve', 'nowhere.wav', 'hall.wav', '--output-format', 'f32'])
    for (const samples of (await readWav(stdout)).channels) {
      const places = samples.flatMap((value, n) => (Number.isNaN(value) ? [n] : []))
      expect(places).toEqual(Array.from({ length: 1000 }, (_, k) => 5000 + k))
    }
  })

  test('converts a response of another rate on request', async () => {
    const { code } = await tapline([
      'convolve',
      'mono.wav',
      'other-rate.wav',
      '--resample',
      '-o',
      'resampled.wav',
    ])
    expect(code).toBe(0)
    const { sampleRate, channels } = await readWav('resampled.wav')
    expect(sampleRate).toBe(48_000)
    // The direct sound stays in place.
    expect(channels[0].indexOf(Math.max(...channels[0]))).toBe(0)
  })

  test('names the two columns that a response of two channels makes of one', async () => {
    writeFileSync('two-taps.csv', '1,2\n3,4\n')
    const { stdout } = await tapline([
      'convolve',
      'readings.csv',
      'two-taps.csv',
      '--column',
      'v',
      '--no-tail',
    ])
    expect(stdout.toString().split('\n')[0]).toBe('v 1,v 2')
  })

  test('reports in one line what a WAV file cannot store, and too many channels', async () => {
    writeFileSync('some.raw', Buffer.alloc(4096))
    const options = ['--format', 'f32', '-o', 'x.wav']
    const odd = await tapline(['convolve', 'some.raw', 'taps.csv', '--rate', '44100.5', ...options])
    expect(odd.stderr).toMatch(/^tapline: --?\w*[^\n]*44100\.5[^\n]*\n$/)
    expect(odd.code).toBe(2)
    const wide = await tapline([
      'convolve',
      'some.raw',
      'taps.csv',
      '--rate',
      '8000',
      '--channels',
      '1000',
      ...options,
    ])
    expect(wide.stderr).toContain('must have at most 512 channels, got 1000')
    expect(wide.code).toBe(1)
  })

  test('filters a series without pulling its ends to zero, unless told to', async () => {
    writeFileSync('level.csv', '20\n'.repeat(300))
    const argv = ['filter', 'level.csv', '--rate', '10', '--lowpass', '1']
    const values = async (...more: string[]) =>
      (await tapline([...argv, ...more])).stdout.toString().trim().split('\n').map(Number)
    const held = await values()
    expect(held).toHaveLength(300)
    for (const value of held) expect(Math.abs(value - 20)).toBeLessThan(1e-12)
    const pulled = await values('--edges', 'zero')
    expect(pulled[0]).toBeLessThan(13)
    expect(pulled[150]).toBeCloseTo(20, 12)
    expect((await values('--minimum-phase')).length).toBe(300)
  })

  test('suggests a gain of the requested sign', async () => {
    const argv = ['convolve', 'loud.wav', 'echo.wav', '--gain']
    const advised = /run again with --gain (\S+), or/.exec((await tapline([...argv, '-9'])).stderr)?.[1] ?? ''
    expect(Number(advised)).toBeLessThan(0)
    expect((await tapline([...argv, advised])).stderr).toBe('')
  })

  test('warns if an integer format clips, with a gain that avoids it', async () => {
    const { code, stdout, stderr } = await tapline(['convolve', 'loud.wav', 'echo.wav'])
    expect(code).toBe(0)
    expect(stderr).toBe(
      'tapline: warning: loud.wav: 1 sample clips, the peak is +1.0 dB: run again with --gain -1.1dB, or with ' +
        '--output-format f32, because s16le cannot hold levels above 0 dB\n',
    )
    expect((await readWav(stdout)).channels[0][1]).toBeCloseTo(1, 4)
    const quieter = await tapline(['convolve', 'loud.wav', 'echo.wav', '--gain', '-1.1dB'])
    const unclipped = await tapline(['convolve', 'loud.wav', 'echo.wav', '--output-format', 'f32'])
    expect([quieter.stderr, unclipped.stderr]).toEqual(['', ''])
    expect((await readWav(unclipped.stdout)).channels[0][1]).toBeCloseTo(1.125, 3)
  })

  test('takes raw PCM from stdin, cut anywhere, with the same result', async () => {
    const bytes = Buffer.from(Int16Array.of(16_384, 0, 0, 8192).buffer)
    const argv = ['convolve', '-', 'echo.wav', '--rate', '48000', '--format', 'S16_LE']
    const { stdout, stderr } = await tapline(argv, { stdin: [...bytes].map((byte) => Uint8Array.of(byte)) })
    expect(stderr).toBe('')
    expect(Array.from(new Int16Array(Uint8Array.from(stdout).buffer))).toEqual([16_384, 4096, 0, 8192, 2048])
    const [odd, unsaid, silent] = await Promise.all([
      tapline(argv, { stdin: [bytes, 'x'] }),
      tapline(argv.slice(0, 3), { stdin: [Uint8Array.of(0, 1, 2)] }),
      tapline(argv.slice(0, 3), { stdin: [] }),
    ])
    expect(odd).toMatchObject({ code: 1 })
    expect(odd.stderr).toContain('stdin: the samples end within a frame')
    expect(unsaid).toMatchObject({ code: 2 })
    expect(unsaid.stderr).toContain('neither WAV, FLAC, MP3, Ogg or AAC nor text')
    expect(silent).toMatchObject({ code: 1 })
    expect(silent.stderr).toContain('stdin must hold a sound or a series, got nothing')
  })

  test('writes raw PCM to a file with such an extension', async () => {
    await tapline(['convolve', 'mono.wav', 'echo.wav', '-o', 'wet.s16be'])
    expect([...readFileSync('wet.s16be')]).toEqual([127, 255, 32, 0, 0, 0, 64, 0, 16, 0])
  })

  test('convolves the columns of a series, with the times of their readings', async () => {
    const csv = await tapline(['convolve', 'readings.csv', 'taps.csv', '--column', 'v,w', '--time', 'at'])
    expect(csv.stdout.toString()).toBe('at,v,w\na,0.5,5\nb,1.5,15\nc,2.5,25\n,1.5,15\n')
    const rows = '{"v":1}\n{"v":null}\n{"v":3}\n{"v":4}'
    const ndjson = await tapline(['convolve', '-', 'taps.csv'], { stdin: [rows] })
    expect(ndjson.stdout.toString()).toBe('{"v":0.5}\n{"v":null}\n{"v":null}\n{"v":3.5}\n{"v":2}\n')
    const plain = await tapline(['convolve', '-', 'taps.csv', '--no-tail'], { stdin: ['1\n', '3\n5'] })
    expect(plain.stdout.toString()).toBe('0.5\n2\n4\n')
    const broken = await tapline(['convolve', '-', 'taps.csv', '--column', 'v'], { stdin: ['v\n1\nx\n'] })
    expect(broken).toMatchObject({ code: 1 })
    expect(broken.stdout.toString()).toBe('v\n0.5\n')
    expect(broken.stderr).toContain('tapline: stdin: line 3 (byte 4)')
  })

  test('gives the results of a live series at once', async () => {
    const { run } = await import('../../src/cli/run.js')
    const { Writable } = await import('node:stream')
    const results: string[] = []
    let arrive = (): void => undefined
    // The next reading comes only after the result of this one has been written.
    async function* readings() {
      for (const reading of ['1\n', '3\n', '5\n']) {
        const arrived = new Promise<void>((resolve) => (arrive = resolve))
        yield Buffer.from(reading)
        await arrived
      }
    }
    const stdout = new Writable({
      write(chunk: Buffer, _encoding, done) {
        results.push(chunk.toString())
        arrive()
        done()
      },
    })
    const stderr = new Writable({ write: (_chunk, _encoding, done) => done() })
    await run(['convolve', '-', 'taps.csv', '--no-tail', '--column', '0'], {
      stdin: readings(),
      stdout,
      stderr,
      env: {},
    })
    expect(results).toEqual(['0.5\n', '2\n', '4\n'])
  })

  test('does not write sound to a terminal', async () => {
    const { code, stderr } = await tapline(['convolve', 'mono.wav', 'echo.wav'], {
      isTTY: true,
      env: { NO_COLOR: '1' },
    })
    expect(code).toBe(2)
    expect(stderr).toContain('sound cannot be written to a terminal')
  })
})

describe('A file whose name does not say what it holds', () => {
  const csv = 't,v\n12:00,1\n12:01,0.5\n'
  const samples = Buffer.from(Int16Array.of(16_384, 0, 0, 8192).buffer)

  test.each<[string, string, string | Uint8Array, string[]]>([
    ['CSV', 'sensor.txt', csv, ['--column', 'v']],
    ['CSV', 'sensor', '1\n0.5\n', []],
    ['CSV after a byte-order mark', 'sensor.dat', '\ufeffID3,v\n1,1\n1,0.5\n', ['--column', 'v']],
    ['CSV with what might be the mark of a sound', 'marks.txt', 'fLaC,v\n1,2\n', []],
    ['NDJSON', 'sensor.log', '{"v":1}\n{"v":0.5}\n', []],
    ['raw PCM', 'sensor.bin', samples, ['--rate', '8000', '--format', 's16']],
    [
      'raw PCM that begins as MP3 may',
      'loud.bin',
      Uint8Array.of(0xff, 0xfb, 0, 1),
      ['--rate', '8000', '--format', 's16'],
    ],
  ])('is read like stdin: %s in %s', async (_, name, content, flags) => {
    writeFileSync(name, content)
    const { code, stdout, stderr } = await tapline(['ir', name, ...flags])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const fromStdin = await tapline(['ir', ...flags], { stdin: [content] })
    expect(stdout.toString()).toBe(fromStdin.stdout.toString().replace('stdin', name))
  })

  test.each(['wav-s16le.wav', 'flac-16.flac', 'mp3-cbr.mp3', 'vorbis.ogg', 'aac-adts.aac', 'vorbis.webm'])(
    'can hold sound: %s',
    async (name) => {
      const path = fileURLToPath(new URL(`../zoo/files/${name}`, import.meta.url))
      const content = readFileSync(path)
      writeFileSync('sound', content)
      const lengthOf = (report: Buffer): unknown =>
        (JSON.parse(report.toString()) as { length: number }).length
      const [{ stdout: due }, file, stdin] = await Promise.all([
        tapline(['ir', '--json', path]),
        tapline(['ir', '--json', 'sound']),
        tapline(['ir', '--json'], { stdin: [content.subarray(0, 5), content.subarray(5)] }),
      ])
      for (const { code, stdout, stderr } of [file, stdin]) {
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        expect(lengthOf(stdout)).toBe(lengthOf(due))
      }
      const withColumn = await tapline(['ir', 'sound', '--column', 'v'])
      expect(withColumn).toMatchObject({ code: 2 })
      expect(withColumn.stderr).toContain('--column does not apply to sound, which describes itself')
    },
  )

  test('is reported if its format is unknown, and is closed', async () => {
    writeFileSync('nothing.bin', '')
    writeFileSync('samples.bin', samples)
    const [none, unsaid, half] = await Promise.all([
      tapline(['ir', 'nothing.bin']),
      tapline(['ir', 'samples.bin']),
      tapline(['ir', 'samples.bin', '--format', 's16']),
    ])
    expect([none.code, none.stderr]).toEqual([
      1,
      expect.stringContaining('nothing.bin must hold a sound or a series, got nothing'),
    ])
    expect([unsaid.code, unsaid.stderr]).toEqual([2, expect.stringContaining('samples.bin is neither WAV')])
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining('samples.bin is raw PCM')])
    if (!existsSync('/proc/self/fd')) return
    await expect.poll(openFiles).not.toContain(join(process.cwd(), 'samples.bin'))
  })

  test('is reported as a sound that cannot be decoded if its name says that it is one', async () => {
    writeFileSync('text.mp3', csv)
    writeFileSync('photo.svg', '<svg/>')
    for (const name of ['text.mp3', 'photo.svg'])
      expect((await tapline(['ir', name])).stderr).toContain(
        `cannot read ${name}: it does not begin like any known sound file`,
      )
  })
})

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  })
}

describe('filter', () => {
  const rate = 48_000
  const tone = (hz: number) =>
    Float32Array.from({ length: 24_000 }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rate))

  test('passes the passband, aligned with the input, and stops the rest', async () => {
    await writeWav('tones.wav', [tone(100), tone(5000)])
    await tapline(['filter', 'tones.wav', '--lowpass', '1000', '-o', 'low.wav'])
    const { channels } = await readWav('low.wav')
    expect(channels[0]).toHaveLength(24_000)
    const inside = { from: 2000, to: 22_000 }
    const [low, high] = [tone(100), new Float32Array(24_000)].map((expected, channel) => {
      let most = 0
      for (let n = inside.from; n < inside.to; n++)
        most = Math.max(most, Math.abs(channels[channel][n] - expected[n]))
      return most
    })
    expect(low).toBeLessThan(1e-4)
    expect(high).toBeLessThan(1e-4)
  })

  test.each([
    ['--highpass', '1000', 1],
    ['--bandpass', '3000,8000', 1],
    ['--bandstop', '50,200', 1],
    ['--bandstop', '3000,8000', 0],
  ])('%s %s leaves one of the tones', async (option, value, kept) => {
    const { stdout } = await tapline(['filter', 'tones.wav', option, value, '--minimum-phase'])
    const power = (await readWav(stdout)).channels.map((samples) =>
      Math.max(...samples.slice(12_000).map(Math.abs)),
    )
    expect(power[kept]).toBeCloseTo(0.5, 2)
    expect(power[1 - kept]).toBeLessThan(1e-3)
  })

  test('filters a series, and keeps its times', async () => {
    const rows = Array.from({ length: 50 }, (_, n) => `{"t":"t${n}","v":${1 + (n % 2)}}\n`)
    const argv = ['filter', '--rate', '1', '--lowpass', '0.1', '--column', 'v', '--time', 't']
    const { stdout } = await tapline(argv, { stdin: rows })
    const results = stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { t: string; v: number })
    expect(results.map(({ t }) => t)).toEqual(Array.from({ length: 50 }, (_, n) => `t${n}`))
    expect(results[25].v).toBeGreaterThan(1)
    expect(results[25].v).toBeLessThan(2)
  })
})

describe('ir and doctor', () => {
  test('report in words and in JSON', async () => {
    const words = await tapline(['ir', 'echo.wav'])
    expect(words.stdout.toString()).toContain('greatest gain       +1.9 dB for a sine, +1.9 dB for any sound')
    const json = await tapline(['ir', 'echo.wav', '--json'])
    expect(JSON.parse(json.stdout.toString())).toMatchObject({
      name: 'echo.wav',
      length: 2,
      l1Bound: 1.25,
      layout: 'mono',
    })
    const doctor = await tapline(['doctor', '--json'])
    expect(doctor.code).toBe(0)
    expect(JSON.parse(doctor.stdout.toString())).toMatchObject({
      simd: process.env['TAPLINE_SIMD'],
      tests: [
        { name: 'transforms', passed: true },
        { name: 'streams', passed: true },
      ],
    })
    const inWords = (await tapline(['doctor'])).stdout.toString()
    expect(inWords).toContain('times real time')
    expect(inWords).toMatch(/^mpg123-decoder +found \(reads MP3\)$/m)
  })
})

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s knows the commands and their options', async (shell) => {
    const script = (await tapline(['completion', shell])).stdout.toString()
    for (const word of ['convolve', 'doctor', 'no-tail', 'jobs', 'json', 'lowpass'])
      expect(script).toContain(word)
    expect(existsSync('x.wav')).toBe(false)
  })
})
