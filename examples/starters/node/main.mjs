// npm install tapline && node main.mjs
import { convolve, designFir, detectPeriod } from 'tapline'

// Readings of 30 days, one an hour, with noise.
const readings = Array.from({ length: 720 }, (_, hour) => {
  const noise = ((hour * 7919) % 97) / 97 - 0.5
  return 12 + 4 * Math.cos((2 * Math.PI * hour) / 24) + 3 * noise
})
const lowpass = designFir({ type: 'lowpass', cutoffHz: 1 / 12, sampleRate: 1, length: 13 })
const smooth = convolve(readings, lowpass, { mode: 'same', edges: 'nearest' })
const period = detectPeriod(smooth)?.period.toFixed(1)
console.log(`tapline works: the period is ${period} hours`)
