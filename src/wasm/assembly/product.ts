// Products of matrices for layers: the weights of many outputs times channels of samples. The samples of a tap are a run of a channel,
// so that nothing is copied to lay out a matrix.
//
// Weights are packed once, in panels: four outputs together, the biases first, then the weights of each tap. Outputs that are left over
// have panels of their own, for `taps`.

import { madd, splatAt } from './lanes'

/** The bytes of two vectors: so many of four outputs, with what they are made of, fit into sixteen registers. */
@inline const TURN: usize = 32

/**
 * y[o·yPitch + i] = bias[o] + Σₜ weights[o][t]·x[i + offsets[t]] for i < count and o < outputs, a multiple of four; pitches and offsets
 * in bytes. Sums are taken in the order of t, wherever an output lies. Up to 32 bytes after the last sample are read, and written.
 *
 * So many bytes of a row as `block`, a multiple of 32, are computed for all outputs before the next ones: their samples stay in the
 * cache.
 */
@inline
export function product<T>(
  y: usize,
  yPitch: usize,
  x: usize,
  panels: usize,
  offsets: usize,
  tapCount: usize,
  count: usize,
  outputs: usize,
  block: usize,
): void {
  const lastOffset = offsets + (tapCount << 2)
  const panelLength = (tapCount + 1) * sizeof<T>()
  const bytes = count * sizeof<T>()
  for (let from: usize = 0; from < bytes; from += block) {
    const end = min(from + block, bytes)
    let panel = panels
    let row = y
    for (let left = outputs; left > 0; left -= 4) {
      for (let at = from; at < end; at += TURN) {
        ofFour<T>(row + at, yPitch, x + at, panel, offsets, lastOffset)
      }
      panel += 4 * panelLength
      row += 4 * yPitch
    }
  }
}

/** Two vectors of four outputs. Loaded samples serve all four. */
@inline
function ofFour<T>(y: usize, yPitch: usize, x: usize, panel: usize, offsets: usize, lastOffset: usize): void {
  let a0 = splatAt<T>(panel, 0)
  let b0 = a0
  let a1 = splatAt<T>(panel, 1)
  let b1 = a1
  let a2 = splatAt<T>(panel, 2)
  let b2 = a2
  let a3 = splatAt<T>(panel, 3)
  let b3 = a3
  // One tap a turn: hosts load everything at the beginning of a turn, and with two taps they would run out of registers.
  for (let k = offsets, w = panel + 4 * sizeof<T>(); k < lastOffset; k += 4, w += 4 * sizeof<T>()) {
    const p = x + load<i32>(k)
    const a = v128.load(p)
    const b = v128.load(p, 16)
    const h0 = splatAt<T>(w, 0)
    a0 = madd<T>(h0, a, a0)
    b0 = madd<T>(h0, b, b0)
    const h1 = splatAt<T>(w, 1)
    a1 = madd<T>(h1, a, a1)
    b1 = madd<T>(h1, b, b1)
    const h2 = splatAt<T>(w, 2)
    a2 = madd<T>(h2, a, a2)
    b2 = madd<T>(h2, b, b2)
    const h3 = splatAt<T>(w, 3)
    a3 = madd<T>(h3, a, a3)
    b3 = madd<T>(h3, b, b3)
  }
  v128.store(y, a0)
  v128.store(y, b0, 16)
  y += yPitch
  v128.store(y, a1)
  v128.store(y, b1, 16)
  y += yPitch
  v128.store(y, a2)
  v128.store(y, b2, 16)
  y += yPitch
  v128.store(y, a3)
  v128.store(y, b3, 16)
}

/**
 * Packs the weights of `outputs` outputs, weights[o·outputPitch + places[t]], and their biases; pitch and places in bytes. Without
 * biases (address 0) they are 0.
 */
@inline
export function pack<T>(
  panels: usize,
  weights: usize,
  outputPitch: usize,
  places: usize,
  tapCount: usize,
  biases: usize,
  outputs: usize,
): void {
  const lastPlace = places + (tapCount << 2)
  let to = panels
  for (let left = outputs; left > 0;) {
    const width: usize = left < 4 ? 1 : 4
    for (let o: usize = 0; o < width; o++, to += sizeof<T>()) {
      store<T>(to, biases ? load<T>(biases + o * sizeof<T>()) : <T>0)
    }
    for (let k = places; k < lastPlace; k += 4) {
      const from = weights + load<i32>(k)
      for (let o: usize = 0; o < width; o++, to += sizeof<T>()) store<T>(to, load<T>(from + o * outputPitch))
    }
    weights += width * outputPitch
    if (biases) biases += width * sizeof<T>()
    left -= width
  }
}

/** 0 in place of each number that is not above it: a ReLU. Up to 31 bytes after the last number are changed, too. */
@inline
export function rectify<T>(y: usize, count: usize): void {
  const zero = v128.splat<T>(0)
  for (const end = y + count * sizeof<T>(); y < end; y += 32) {
    const a = v128.load(y)
    const b = v128.load(y, 16)
    // Written so that NaN stays.
    v128.store(y, v128.andnot(a, v128.le<T>(a, zero)))
    v128.store(y, v128.andnot(b, v128.le<T>(b, zero)), 16)
  }
}
