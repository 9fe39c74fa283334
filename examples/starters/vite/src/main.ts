import type { Answer } from './worker.js'

// Readings of 30 days, one per hour, with noise.
const readings = Float64Array.from({ length: 720 }, (_, hour) => {
  const noise = ((hour * 7919) % 97) / 97 - 0.5
  return 12 + 4 * Math.cos((2 * Math.PI * hour) / 24) + 3 * noise
})

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
worker.onmessage = ({ data }: MessageEvent<Answer>) => {
  const newest = data.smooth.at(-1)?.toFixed(1)
  document.querySelector('output')!.textContent =
    `Period: ${data.period} hours. Newest, smoothed: ${newest} °C.`
  document.title = `tapline works: ${data.period} hours`
}
worker.postMessage(readings)
