/** A hall to stand in. */
export interface Hall {
  readonly name: string
  /** How long its sound takes to die by 60 dB; 0 for no hall at all. */
  readonly seconds: number
  /** How long its sound takes to build up: larger rooms take longer. */
  readonly onsetSeconds: number
}

export const halls: readonly Hall[] = [
  { name: 'No hall', seconds: 0, onsetSeconds: 0 },
  { name: 'Room', seconds: 0.5, onsetSeconds: 0.005 },
  { name: 'Concert hall', seconds: 2, onsetSeconds: 0.03 },
  { name: 'Cathedral', seconds: 5, onsetSeconds: 0.06 },
]

/** A stereo response: the direct sound, and noise that dies away, high frequencies sooner; a different noise for each ear. */
export function responseOf({ seconds, onsetSeconds }: Hall, sampleRate: number) {
  let state = 1
  const random = (): number => (state = (48_271 * state) % 0x7fffffff) / 0x7fffffff - 0.5
  const ear = (): Float32Array => {
    let smooth = 0
    return Float32Array.from({ length: Math.max(1, seconds * sampleRate) }, (_, n) => {
      if (n === 0) return 1
      const time = n / sampleRate
      smooth += (random() - smooth) * Math.exp(-0.7 - (2 * time) / seconds) // a low-pass filter that closes
      return 0.09 * smooth * 10 ** ((-3 * time) / seconds) * Math.min(time / onsetSeconds, 1)
    })
  }
  return { sampleRate, channels: [ear(), ear()] }
}
