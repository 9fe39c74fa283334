import { InputError } from 'tapline/format'
import { readAudioFile } from 'tapline/node'
import type { Audio } from './audio.js'
import { JobError } from './job-error.js'

/**
 * Reads a sound file at its own sample rate. The whole of it is then in memory.
 *
 * @throws FileError if the file is missing, unreadable, or no sound that can be decoded
 * @throws JobError if it is damaged, cut short or empty, or neither mono nor stereo
 */
export async function decode(path: string): Promise<Audio> {
  const { sampleRate, channels } = await readAudioFile(path, { strict: true }).catch(named(path))
  if (channels[0].length === 0) throw new JobError(`${path} holds no samples: give a sound file that does`)
  if (channels.length > 2)
    throw new JobError(`${path} has ${channels.length} channels: give a mono or stereo file`)
  return { name: path, sampleRate, channels: channels.map((samples) => Float32Array.from(samples)) }
}

/** Says which file it is, where the reader knows of bytes alone. */
function named(path: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof InputError ? new JobError(`${path}: ${error.message}`, { cause: error }) : error
  }
}
