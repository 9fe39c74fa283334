import { addressOf, type Block, bytesPerSample } from './heap.js'
import { resample } from './resample-part.js'

// Resampling, in terms of blocks and offsets in samples. Formulas are in assembly/resample.ts. The only check here is that blocks
// are not free, and nothing is allocated.

/** This many numbers after the outputs are written, and this many samples after those that are marked are read and written. */
export const RESAMPLING_PADDING = 3

/** A place between samples, `phase`/`up` after one of them, and the distance to the next: `whole` + `part`/`up`. */
export interface Stepping {
  readonly phase: number
  readonly up: number
  readonly whole: number
  readonly part: number
}

/** Replaces non-finite samples[from..from + count) by NaN. */
export function markGaps(samples: Block, from: number, count: number): void {
  resample()[samples.precision].markGaps(addressOf(samples, from), count)
}

/** target[at..at + count) = Σⱼ rows[phase·tapCount + j]·source[from + j], where phase and `from` advance from output to output. */
export function byRows(
  target: Block,
  at: number,
  source: Block,
  from: number,
  rows: Block,
  tapCount: number,
  count: number,
  { phase, up, whole, part }: Stepping,
): void {
  resample()[target.precision].byRows(
    addressOf(target, at),
    addressOf(source, from),
    addressOf(rows, 0),
    tapCount,
    count,
    phase,
    up,
    whole,
    part,
  )
}

/** Taps as polynomials of the phase, for `byPieces`. */
export interface TapPieces {
  readonly table: Block
  readonly pieces: number
  /** Room for the taps of an output. */
  readonly taps: Block
  readonly tapCount: number
}

/** The same for `channels` channels at once, which lie `pitch` apart, with taps from a table of polynomials. */
export function byPieces(
  target: Block,
  targetPitch: number,
  source: Block,
  from: number,
  pitch: number,
  channels: number,
  { table, pieces, taps, tapCount }: TapPieces,
  count: number,
  { phase, up, whole, part }: Stepping,
  span: number,
): void {
  const bytes = bytesPerSample(target.precision)
  resample()[target.precision].byPieces(
    addressOf(target, 0),
    targetPitch * bytes,
    addressOf(source, from),
    pitch * bytes,
    channels,
    addressOf(table, 0),
    pieces,
    addressOf(taps, 0),
    tapCount,
    count,
    phase,
    up,
    whole,
    part,
    span,
  )
}
