/** Decoded sound: one array a channel, all of one length, full scale ±1. */
export interface Audio {
  /** For messages and titles: a path, or what it is. */
  readonly name: string
  /** Samples a second of one channel, in Hz. */
  readonly sampleRate: number
  readonly channels: readonly Float32Array[]
}

/** Samples of one channel. */
export function lengthOf({ channels }: Audio): number {
  return channels[0].length
}

/** Length in seconds. */
export function durationOf(audio: Audio): number {
  return lengthOf(audio) / audio.sampleRate
}

/** A level in dB relative to full scale: 20·log₁₀(amplitude). */
export function decibels(amplitude: number): number {
  return 20 * Math.log10(amplitude)
}

/** The same sound, each sample multiplied by `gain`. */
export function amplified(audio: Audio, gain: number): Audio {
  if (gain === 1) return audio
  return { ...audio, channels: audio.channels.map((samples) => samples.map((value) => value * gain)) }
}
