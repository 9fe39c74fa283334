/** Draws what an analyser hears, a column at a time from the right; each call of the result draws one, and returns the peak level. */
export function drawSpectrogram(canvas: HTMLCanvasElement, analyser: AnalyserNode): () => number {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser cannot draw.')
  const { width, height } = canvas
  const bins = new Uint8Array(analyser.frequencyBinCount)
  const samples = new Float32Array(analyser.fftSize)
  const column = context.createImageData(2, height)
  return () => {
    analyser.getByteFrequencyData(bins)
    analyser.getFloatTimeDomainData(samples)
    context.drawImage(canvas, -2, 0)
    for (let y = 0; y < height; y++) {
      // The lower half of the frequencies: a voice has little above.
      const value = bins[Math.floor(((height - 1 - y) / height) * (bins.length / 2))]
      for (const x of [0, 1]) column.data.set(colorOf(value / 255), 4 * (2 * y + x))
    }
    context.putImageData(column, width - 2, 0)
    return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
  }
}

/** From night blue over teal to a pale yellow. */
function colorOf(level: number): readonly number[] {
  const mix = (from: number, to: number, t: number): number => from + (to - from) * t
  const t = level < 0.5 ? 2 * level : 2 * level - 1
  return level < 0.5
    ? [mix(11, 20, t), mix(16, 140, t), mix(32, 130, t), 255]
    : [mix(20, 250, t), mix(140, 240, t), mix(130, 170, t), 255]
}
