import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { WavFormat } from 'tapline/format'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noise } from '../support/signals.js'
import { writeWav } from './support.js'

// One file in several threads: these need the bundle, which therefore runs here in separate processes.

const repository = fileURLToPath(new URL('../..', import.meta.url))
const bundle = join(repository, 'out/cli')
const folder = mkdtempSync(join(tmpdir(), 'tapline-jobs-'))

beforeAll(async () => {
  await writeWav(join(folder, 'dry.wav'), channelsOf(2, 300_000, 1))
  await writeWav(join(folder, 'hall.wav'), channelsOf(2, 3000, 2))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function channelsOf(count: number, length: number, seed: number): Float32Array[] {
  return Array.from({ length: count }, (_, i) =>
    Float32Array.from(noise('float32', length, seed + 10 * i), (value) => value / 64),
  )
}

const run = promisify(execFile)
const tapline = (...argv: string[]) =>
  run(process.execPath, [join(bundle, 'main.js'), ...argv], { cwd: folder })
const shell = (command: string) =>
  spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', command.replaceAll('tapline', `'${process.execPath}' '${bundle}/main.js'`)],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    },
  )

/** An input whose channels fall silent one after the other, and contain NaN. */
function hardChannels(): Float32Array[] {
  const channels = channelsOf(2, 300_000, 7)
  channels[0].fill(0, 50_000, 200_000)
  channels[1].fill(0, 0, 150_000)
  channels[0][20_000] = NaN
  channels[1][290_000] = Infinity
  return channels
}

interface Case {
  readonly name: string
  readonly input: readonly Float32Array[]
  readonly format?: WavFormat
  readonly kernel: readonly Float32Array[]
  readonly options?: readonly string[]
  readonly extension?: string
  readonly jobs: number
}

const cases: Case[] = [
  {
    name: 'mono',
    input: channelsOf(1, 300_000, 1),
    format: 's16le',
    kernel: channelsOf(1, 3000, 2),
    jobs: 2,
  },
  { name: 'stereo', input: channelsOf(2, 300_000, 1), kernel: channelsOf(2, 40_000, 2), jobs: 2 },
  { name: 'mono to stereo', input: channelsOf(1, 300_000, 1), kernel: channelsOf(2, 3000, 2), jobs: 2 },
  {
    name: 'true stereo',
    input: channelsOf(2, 200_000, 1),
    format: 's24le',
    kernel: channelsOf(4, 5000, 2),
    jobs: 2,
  },
  {
    name: 'six channels',
    input: channelsOf(6, 200_000, 1),
    format: 'u8',
    kernel: channelsOf(1, 700, 2),
    jobs: 4,
  },
  {
    name: 'fewer channels than jobs',
    input: channelsOf(2, 200_000, 1),
    kernel: channelsOf(2, 64, 2),
    jobs: 9,
  },
  { name: 'a short kernel', input: channelsOf(3, 200_000, 1), kernel: channelsOf(1, 5, 2), jobs: 2 },
  {
    name: 'no tail',
    input: channelsOf(2, 200_000, 1),
    kernel: channelsOf(2, 3000, 2),
    options: ['--no-tail', '--gain', '-6dB', '--output-format', 's16'],
    jobs: 2,
  },
  {
    name: 'raw samples',
    input: channelsOf(2, 99_999, 1),
    kernel: channelsOf(1, 3000, 2),
    extension: 'f64be',
    jobs: 2,
  },
  { name: 'silence and NaN', input: hardChannels(), kernel: channelsOf(2, 3000, 2), jobs: 2 },
  { name: 'less than a block', input: channelsOf(2, 100, 1), kernel: channelsOf(2, 3000, 2), jobs: 2 },
  { name: 'nothing', input: channelsOf(2, 0, 1), kernel: channelsOf(2, 3000, 2), jobs: 2 },
]

describe('convolve --jobs, of one file', () => {
  test.concurrent.each(cases)('gives the same bits: $name', async (given) => {
    const { name, input, format = 'f32le', kernel, options = [], extension = 'wav', jobs } = given
    const [dry, hall] = [`${name}.dry.wav`, `${name}.hall.wav`]
    await writeWav(join(folder, dry), input, { format })
    await writeWav(join(folder, hall), kernel)
    const [alone, shared] = ['alone', 'shared'].map((kind) => `${name}.${kind}.${extension}`)
    await tapline('convolve', dry, hall, '-o', alone, ...options)
    const { stderr } = await tapline('convolve', dry, hall, '-o', shared, ...options, '--jobs', `${jobs}`)
    expect(stderr).toBe('')
    const [expected, actual] = [alone, shared].map((path) => readFileSync(join(folder, path)))
    expect(expected.length).toBeGreaterThan(40)
    expect(actual.equals(expected)).toBe(true)
  })

  test('ends quietly when the reader stops', () => {
    const { status, stderr } = shell(
      'set +o pipefail; (tapline convolve dry.wav hall.wav --jobs 2; echo "code $?" >&2) | head -c 100 | wc -c',
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'code 0\n' })
  })

  test('ends cleanly if a thread answers too late', async () => {
    const module = readdirSync(bundle).find((name) => name.startsWith('convolve-in-threads'))
    // Whether an answer arrives while a thread ends is a matter of luck: four times four answers.
    const program = `
      import { convolveInThreads } from '${bundle}/${module}'
      const blocks = { kernels: [Array(4).fill(new Float32Array(64))], precision: 'float32', length: 64 }
      async function* endless() {
        for (;;) yield [new Float32Array(2 ** 18)]
      }
      for (let round = 0; round < 4; round++) {
        for await (const outputs of convolveInThreads(endless(), blocks, 4)) {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
          break
        }
      }
      console.log('done')
    `
    writeFileSync(join(folder, 'late.mjs'), program)
    const { stdout, stderr } = await run(process.execPath, [join(folder, 'late.mjs')])
    expect({ stdout, stderr }).toEqual({ stdout: 'done\n', stderr: '' })
  })

  test.runIf(existsSync('/dev/full'))('reports that there is no room for the output', () => {
    const { status, stderr } = shell('tapline convolve dry.wav hall.wav --jobs 2 > /dev/full')
    expect(stderr).toMatch(/^tapline: cannot write stdout: no space left on device[^\n]*\n$/)
    expect(status).toBe(1)
  })

  test('reports the error of the file, and leaves nothing behind', () => {
    writeFileSync(join(folder, 'cut.wav'), readFileSync(join(folder, 'dry.wav')).subarray(0, 2_000_001))
    const before = readdirSync(folder)
    const { status, stderr } = shell('tapline convolve cut.wav hall.wav --strict -o half.wav --jobs 2')
    expect(stderr).toMatch(/^tapline: cut\.wav: this WAV file is cut short[^\n]*\n$/)
    expect(status).toBe(1)
    expect(readdirSync(folder)).toEqual(before)
  })

  test.each(['1', '2'])(
    'leaves no partial file when it is interrupted in a read (--jobs %s)',
    async (jobs) => {
      execFileSync('mkfifo', [`endless-${jobs}.s16`], { cwd: folder })
      const before = readdirSync(folder)
      const argv = [
        'convolve',
        `endless-${jobs}.s16`,
        'hall.wav',
        '--rate',
        '48000',
        '--channels',
        '2',
        '--jobs',
        jobs,
      ]
      const child = spawn(process.execPath, [join(bundle, 'main.js'), ...argv, '-o', 'half.wav'], {
        cwd: folder,
        stdio: 'ignore',
      })
      const ended = new Promise((resolve) => child.on('close', (_code, signal) => resolve(signal)))
      const pipe = await open(join(folder, `endless-${jobs}.s16`), 'w')
      // The pipe holds far less: when all is taken, chunks are being processed.
      await pipe.write(Buffer.alloc(6 * 2 ** 20, 1))
      while (!readdirSync(folder).some((name) => name.endsWith('.part'))) {
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      // By then everything has been read, and the next read waits for more.
      await new Promise((resolve) => setTimeout(resolve, 300))
      child.kill('SIGINT')
      expect(await ended).toBe('SIGINT')
      await pipe.close()
      expect(readdirSync(folder)).toEqual(before)
    },
  )

  test('does not apply to a pipe', () => {
    const piped = shell('cat dry.wav | tapline convolve - hall.wav --jobs 2')
    expect(piped.stderr).toContain(
      '--jobs does not apply to stdin: it is for several inputs, or the channels',
    )
    expect(piped.status).toBe(2)
    expect(shell('cat dry.wav | tapline convolve - hall.wav --jobs 1 | wc -c').status).toBe(0)
  })

  test('ends if a thread fails', () => {
    const before = readdirSync(folder)
    const [thread, away] = ['worker.js', 'away.js'].map((name) => join(bundle, name))
    renameSync(thread, away)
    try {
      const { status, signal } = shell('tapline convolve dry.wav hall.wav -o half.wav --jobs 2')
      expect({ failed: status !== 0, signal }).toEqual({ failed: true, signal: null })
      expect(readdirSync(folder)).toEqual(before)
    } finally {
      renameSync(away, thread)
    }
  })
})
