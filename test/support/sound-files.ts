import { WavWriter } from 'tapline/node'

/** Writes a WAV file of one array a channel, as floating point. */
export async function writeWav(
  path: string,
  channels: readonly Float32Array[],
  sampleRate: number,
): Promise<void> {
  const writer = await WavWriter.open(path, { sampleRate, channels: channels.length, format: 'f32le' })
  await writer.write(channels)
  await writer.close()
}

/** A tone that swells and fades, as a beep does. */
export function beep(frequencyHz: number, length: number, sampleRate: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, n) => Math.sin((2 * Math.PI * frequencyHz * n) / sampleRate) * Math.sin((Math.PI * n) / length),
  )
}
