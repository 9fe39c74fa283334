import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { WavWriter, type WavSummary } from 'tapline/node'
import type { Job } from './arguments.js'
import { type Audio, decibels } from './audio.js'
import { explained, JobError } from './job-error.js'
import { outputChannels, outputLength } from './reverberate.js'

/** The WAV file of a job, ready to be written; nothing has its final name yet. */
export async function openOutput(job: Job, recording: Audio, response: Audio): Promise<WavWriter> {
  const { output, isOutputGiven } = job
  if (!isOutputGiven) {
    const folder = mkdir(dirname(output), { recursive: true })
    await explained(folder, `cannot make the folder of ${output}`, 'give another path with --out')
  }
  try {
    return await WavWriter.open(output, {
      sampleRate: recording.sampleRate,
      channels: outputChannels(recording, response),
      format: 's24le',
      expectedFrames: outputLength(recording, response),
    })
  } catch (error) {
    if (error instanceof RangeError)
      throw new JobError(`cannot write ${output}: ${error.message}`, { cause: error })
    throw error
  }
}

/** What to tell the user where the 24-bit output could not hold the sound; otherwise nothing. */
export function clippingWarning(job: Job, { peak, clipped }: WavSummary): string | undefined {
  if (clipped === 0) return undefined
  if (!(peak > 1 && peak < Infinity)) {
    return `warning: ${job.output}: ${clipped} samples are not finite numbers: look at the input`
  }
  const level = decibels(peak).toFixed(1)
  const remedy = `run again with --gain ${roundedDown(job.gain / peak)}`
  return `warning: ${job.output} clips: its peak is +${level} dBFS (${clipped} samples are cut): ${remedy}`
}

/** Three digits, never more than the value. */
function roundedDown(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2)
  return Number((Math.floor(value / unit) * unit).toPrecision(3))
}

/** Length, speed and memory in one line. `elapsed` is in seconds. */
export function resultLine(job: Job, { frames }: WavSummary, sampleRate: number, elapsed: number): string {
  const duration = frames / sampleRate
  const megabytes = process.resourceUsage().maxRSS / 1000
  return (
    `${job.output}: ${duration.toFixed(2)} s in ${elapsed.toFixed(2)} s, ` +
    `${(duration / elapsed).toFixed(1)} times real time, peak memory ${megabytes.toFixed(0)} MB`
  )
}
