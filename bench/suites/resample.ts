import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Resampler } from 'tapline'
import { WavWriter } from 'tapline/node'
import type { Bench, Suite } from '../harness/bench.js'
import { noise } from '../harness/data.js'
import { type Row, sink } from '../harness/measure.js'
import { canTellUsage, usageOf } from '../harness/usage.js'
import { libsamplerate } from '../peers/libsamplerate.js'
import { soxResample, soxVersion } from '../peers/sox.js'

const CHUNK_LENGTH = 4096
const SECONDS = 10
const MINUTES = 10
const LIBSAMPLERATE = 'libsamplerate-js, best quality'
const SOX = 'sox rate -v, user time'

export const resample: Suite = {
  name: 'resample',
  about: `one channel in chunks of ${CHUNK_LENGTH} samples, float32, stopband of 100 dB`,
  async run(bench) {
    await compareStreams(bench, 44_100, 48_000)
    await compareStreams(bench, 48_000, 44_100)
    // Not in a ratio of small numbers.
    await compareStreams(bench, 44_100, 48_001)
    await compareWithSox(bench)
  },
}

async function compareStreams(bench: Bench, fromRate: number, toRate: number): Promise<void> {
  const signal = noise(SECONDS * fromRate, 1)
  const convert = await libsamplerate(fromRate, toRate)
  await bench.compare({
    work: `${SECONDS} s, ${fromRate} to ${toRate} Hz`,
    samples: SECONDS * toRate,
    tolerance: 0,
    ours: ourRow('Resampler', signal, fromRate, toRate),
    peers: [
      timed(LIBSAMPLERATE, () => {
        for (const chunk of chunksOf(signal)) sink.last = convert(chunk)
      }),
    ],
    targets: [{ against: [LIBSAMPLERATE], atLeast: 3 }],
  })
}

async function compareWithSox(bench: Bench): Promise<void> {
  if (soxVersion() === undefined || !canTellUsage()) {
    bench.skip('SoX: there is none, or no /usr/bin/time that knows -v')
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'tapline-bench-'))
  try {
    const [input, output] = [join(folder, 'in.wav'), join(folder, 'out.wav')]
    const signal = noise(MINUTES * 60 * 44_100, 1)
    const writer = await WavWriter.open(input, { sampleRate: 44_100, channels: 1, format: 'f32le' })
    await writer.write([signal])
    await writer.close()
    await bench.compare({
      work: `${MINUTES} min, 44100 to 48000 Hz`,
      samples: MINUTES * 60 * 48_000,
      tolerance: 0,
      ours: ourRow('Resampler, user time', signal, 44_100, 48_000),
      peers: [
        {
          name: SOX,
          time: () => Promise.resolve(usageOf('sox', soxResample(input, output, 48_000)).userSeconds),
        },
      ],
      targets: [{ against: [SOX], atLeast: 1 }],
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function ourRow(name: string, signal: Float32Array, fromRate: number, toRate: number): Row {
  return timed(name, () => {
    using resampler = new Resampler({ fromRate, toRate, stopbandDb: 100 })
    for (const chunk of chunksOf(signal)) sink.last = resampler.process(chunk)
    sink.last = resampler.flush()
  })
}

/** By user time, as for SoX. The filters differ, so results are not compared. */
function timed(name: string, work: () => void): Row {
  return {
    name,
    time: () => {
      const before = process.cpuUsage()
      work()
      return Promise.resolve(process.cpuUsage(before).user / 1e6)
    },
  }
}

function* chunksOf(signal: Float32Array): Generator<Float32Array> {
  for (let at = 0; at < signal.length; at += CHUNK_LENGTH) yield signal.subarray(at, at + CHUNK_LENGTH)
}
