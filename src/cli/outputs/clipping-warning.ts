import type { PcmFormat } from '../../format/pcm/pcm-format.js'
import type { Loudness } from './audio-output.js'

/** The warning if an integer format could not hold the sound; undefined if it could. */
export function clippingWarning(
  name: string,
  format: PcmFormat,
  { peak, clipped }: Loudness,
  gain: number | undefined,
): string | undefined {
  if (clipped === 0) return undefined
  if (!(peak > 1 && peak < Infinity)) {
    return `${name}: ${clipped} samples are not finite: check the input`
  }
  const quieter = gain === undefined ? '' : `--gain ${gainFor(gain / peak)}, or with `
  const samples = clipped === 1 ? '1 sample clips' : `${clipped} samples clip`
  return (
    `${name}: ${samples}, the peak is +${decibels(peak).toFixed(1)} dB: run again with ` +
    `${quieter}--output-format f32, because ${format} cannot hold levels above 0 dB`
  )
}

/** In decibels, without the sign of a factor, and rounded down. */
function gainFor(gain: number): string {
  return gain < 0
    ? `-${-gain < 0.001 ? (-gain).toPrecision(3) : (Math.floor(-1000 * gain) / 1000).toFixed(3)}`
    : `${(Math.floor(10 * decibels(gain)) / 10).toFixed(1)}dB`
}

function decibels(amplitude: number): number {
  return 20 * Math.log10(amplitude)
}
