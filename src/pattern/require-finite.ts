import type { SignalLike } from '../samples.js'

/** Throws unless all samples are finite: for results that one bad sample would spoil as a whole. */
export function requireFinite(signal: SignalLike, name: string): void {
  for (let n = 0; n < signal.length; n++) {
    if (Number.isFinite(signal[n])) continue
    throw new RangeError(
      `${name}[${n}] is ${signal[n]}, not a finite number: fill such gaps, or cut them out`,
    )
  }
}
