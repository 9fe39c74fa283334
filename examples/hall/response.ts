import type { Job } from './arguments.js'
import { amplified, type Audio } from './audio.js'
import { decode } from './decode.js'
import { synthesiseHall } from './impulse-response.js'
import { JobError } from './job-error.js'

/**
 * The impulse response for a job: the user's own, or a synthesised hall, times the job's gain.
 *
 * @throws JobError if it cannot be read, or was recorded at another sample rate than the recording
 */
export async function responseFor(job: Job, recording: Audio): Promise<Audio> {
  const { sampleRate } = recording
  const response = job.response === undefined ? synthesiseHall({ sampleRate }) : await decode(job.response)
  if (response.sampleRate !== sampleRate) {
    throw new JobError(
      `${response.name} is sampled at ${response.sampleRate} Hz, but ${recording.name} at ${sampleRate} Hz: ` +
        `convert it first, for example with sox ${response.name} -r ${sampleRate} converted.wav`,
    )
  }
  return amplified(response, job.gain)
}
