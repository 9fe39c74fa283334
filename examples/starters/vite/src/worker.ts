import { convolve, designFir, detectPeriod } from 'tapline'

/** The message to the page. */
export interface Answer {
  readonly smooth: Float64Array
  readonly period: string | undefined
}

const lowpass = designFir({ type: 'lowpass', cutoffHz: 1 / 12, sampleRate: 1, length: 13 })

onmessage = ({ data: readings }: MessageEvent<Float64Array>) => {
  const smooth = convolve(readings, lowpass, { mode: 'same', edges: 'nearest' })
  const answer: Answer = { smooth, period: detectPeriod(smooth)?.period.toFixed(1) }
  postMessage(answer)
}
