/** Draws what an analyser hears now, and returns its peak. */
export function drawWaveform(canvas: HTMLCanvasElement, analyser: AnalyserNode): number {
  const context = canvas.getContext('2d')
  if (context === null) return 0
  const samples = new Float32Array(analyser.fftSize)
  analyser.getFloatTimeDomainData(samples)
  const { width, height } = canvas
  context.clearRect(0, 0, width, height)
  context.strokeStyle = '#2dd4bf'
  context.lineWidth = 2
  context.beginPath()
  samples.forEach((sample, i) => {
    context.lineTo((i / samples.length) * width, ((1 - sample) * height) / 2)
  })
  context.stroke()
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
}
