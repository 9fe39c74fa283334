/** A tone that swells and fades, like a beep. */
export function beep(frequencyHz: number, length: number, sampleRate: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, n) => Math.sin((2 * Math.PI * frequencyHz * n) / sampleRate) * Math.sin((Math.PI * n) / length),
  )
}
