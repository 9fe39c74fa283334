import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench, Suite } from '../harness/bench.js'
import { hall } from '../harness/data.js'
import type { Row } from '../harness/measure.js'
import { spreadOf } from '../harness/statistics.js'
import { canTellUsage, secondsOf, usageOf } from '../harness/usage.js'
import { samplesOf, writeNoise, writeStereo } from '../harness/wav-files.js'
import { findFfmpeg } from '../peers/ffmpeg.js'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const SAMPLE_RATE = 48_000
const RESPONSE_SECONDS = 2
const MINUTES = 10
const LONG_MINUTES = 60
const FILE_COUNT = 8
const STARTS = 20
const AFIR = 'ffmpeg, afir, one thread'

export const cli: Suite = {
  name: 'cli',
  about: 'the command line in whole processes: time beside ffmpeg, memory, parallel jobs, start',
  async run(bench) {
    measureStart(bench)
    const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-'))
    try {
      const files = new Files(folder)
      await writeStereo(
        files.response,
        [[3, 4].map((seed) => hall(RESPONSE_SECONDS * SAMPLE_RATE, seed))],
        'f32le',
      )
      await writeNoise(files.minute, 60, 1)
      if (canTellUsage()) {
        await compareWithFfmpeg(bench, files)
        await measureMemory(bench, files)
      } else bench.skip('processor time and memory: there is no /usr/bin/time that knows -v')
      await measureJobs(bench, files)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

/** The names of the files. */
class Files {
  readonly folder: string
  readonly response: string
  readonly minute: string
  readonly out: string

  constructor(folder: string) {
    this.folder = folder
    this.response = this.named('hall.wav')
    this.minute = this.named('minute.wav')
    this.out = this.named('out.wav')
  }

  named(name: string): string {
    return join(this.folder, name)
  }
}

async function compareWithFfmpeg(bench: Bench, files: Files): Promise<void> {
  const whole = files.named('whole.wav')
  await writeNoise(whole, MINUTES * 60, 1)
  const peer = await ffmpegRow(bench, whole, files)
  await bench.compare({
    work: `${MINUTES} min of stereo, 16-bit WAV at 48 kHz, ${RESPONSE_SECONDS} s stereo response, processor time`,
    samples: MINUTES * 60 * SAMPLE_RATE,
    // One step of 16 bits, relative to results of some 0.7.
    tolerance: 1e-4,
    ours: processRow(
      'tapline convolve',
      process.execPath,
      files,
      (signal) => convolution(signal, files),
      whole,
    ),
    peers: peer === undefined ? [] : [peer],
    targets: [{ against: [AFIR], atLeast: 1 }],
  })
  rmSync(whole)
}

/** FFmpeg with the gain that makes its result equal ours; undefined, with a note, if it is not installed. */
async function ffmpegRow(bench: Bench, whole: string, files: Files): Promise<Row | undefined> {
  const ffmpeg = findFfmpeg()
  if (ffmpeg === undefined) {
    bench.skip('FFmpeg: there is no ffmpeg here that has the filter afir')
    return undefined
  }
  bench.versions['ffmpeg'] = ffmpeg.version
  // Some versions double their result, and some do not: a comparison with ours at a low level shows which.
  const quiet = 0.1
  usageOf(process.execPath, convolution(files.minute, files))
  const ours = await samplesOf(files.out)
  usageOf('ffmpeg', ffmpeg.convolve(files.minute, files.response, files.out, quiet))
  const gain = quiet / gainOf(await samplesOf(files.out), ours)
  const args = (signal: string): string[] =>
    ffmpeg.convolve(signal, files.response, files.out, Number(gain.toPrecision(3)))
  return processRow(AFIR, 'ffmpeg', files, args, whole)
}

/** A process that is timed with the whole file; its result for one minute is compared. */
function processRow(
  name: string,
  command: string,
  files: Files,
  args: (signal: string) => string[],
  whole: string,
): Row {
  return {
    name,
    time: () => Promise.resolve(usageOf(command, args(whole)).processorSeconds),
    result: () => {
      usageOf(command, args(files.minute))
      return samplesOf(files.out)
    },
  }
}

/** No tail, because `afir` ends with its input. */
function convolution(signal: string, { response, out }: Files): string[] {
  return [MAIN, 'convolve', signal, response, '--no-tail', '--output', out]
}

/** The least-squares factor between two signals. */
function gainOf(signal: Float64Array, reference: Float64Array): number {
  const dot = (x: Float64Array): number => x.reduce((sum, value, i) => sum + value * reference[i], 0)
  return dot(signal) / dot(reference)
}

async function measureMemory(bench: Bench, files: Files): Promise<void> {
  const minutes = bench.effort.rounds < 5 ? MINUTES : LONG_MINUTES
  const long = files.named('long.wav')
  await writeNoise(long, minutes * 60, 1)
  const { megabytes, processorSeconds } = usageOf(process.execPath, convolution(long, files))
  bench.figure({
    name: `tapline convolve, ${minutes} min of stereo: the most memory of the process`,
    value: megabytes,
    unit: 'MB',
    atMost: 150,
    note: `${processorSeconds.toFixed(1)} s of processor time`,
  })
  for (const file of [long, files.out]) rmSync(file)
}

async function measureJobs(bench: Bench, files: Files): Promise<void> {
  if (availableParallelism() < 2) {
    bench.skip('parallel jobs: there is a single processor')
    return
  }
  const outputs = files.named('outputs')
  mkdirSync(outputs)
  const inputs = Array.from({ length: FILE_COUNT }, (_, i) => files.named(`input-${i}.wav`))
  const minutes = bench.effort.rounds < 5 ? 1 : MINUTES
  for (const [i, input] of inputs.entries()) await writeNoise(input, minutes * 60, i + 1)
  const seconds = (jobs: number): number =>
    secondsOf(process.execPath, [
      ...[MAIN, 'convolve', ...inputs, '--kernel', files.response],
      ...['--output-dir', outputs, '--jobs', String(jobs)],
    ])
  const rounds = Array.from({ length: Math.min(bench.effort.rounds, 5) }, () => [seconds(1), seconds(2)])
  const { median, low, high } = spreadOf(rounds.map(([one, two]) => one / two))
  bench.figure({
    name: `tapline convolve, ${FILE_COUNT} files of ${minutes} min: --jobs 2 beside --jobs 1`,
    value: median,
    unit: 'times as fast',
    atLeast: 1.8,
    note: `${low.toFixed(2)} – ${high.toFixed(2)}; ${spreadOf(rounds.map(([one]) => one)).median.toFixed(2)} s alone`,
  })
}

function measureStart(bench: Bench): void {
  const bare = milliseconds(['-e', '0'])
  for (const { command, atMost } of [
    { command: '--version', atMost: 80 },
    { command: 'doctor', atMost: 300 },
  ]) {
    bench.figure({
      name: `tapline ${command}: start to end`,
      value: milliseconds([MAIN, command]),
      unit: 'ms',
      atMost,
      note: `median of ${STARTS}; node -e 0 takes ${bare.toFixed(0)} ms`,
    })
  }
}

/** The median of several runs of Node. */
function milliseconds(args: readonly string[]): number {
  const times = Array.from({ length: STARTS }, () => 1e3 * secondsOf(process.execPath, args))
  return spreadOf(times).median
}
