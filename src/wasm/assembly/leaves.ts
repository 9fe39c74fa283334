// The smallest blocks of the transform, which fit into registers. transform.ts explains the transform.

import { evenPairs, highHalves, lowHalves, madd, nmadd, oddPairs, splatAt } from './lanes'
import { forward4, inverse4 } from './passes'

/** The last two levels, blocks of 16 and blocks of 4, each with the table of its level. */
export function forwardLeaves<T>(block: usize, end: usize, twiddles16: usize, twiddles4: usize): void {
  for (; block < end; block += 32 * sizeof<T>()) {
    if (sizeof<T>() == 4) {
      forwardLeaf16<T>(block, twiddles16, twiddles4)
    } else {
      forward4<T>(block, 4, twiddles16)
      forwardLoaded4<T>(block, twiddles4)
      forwardLoaded4<T>(block + 128, twiddles4 + 96)
    }
    twiddles16 += 6 * sizeof<T>()
    twiddles4 += 24 * sizeof<T>()
  }
}

/** The transpose of `forwardLeaves`. */
export function inverseLeaves<T>(block: usize, end: usize, twiddles16: usize, twiddles4: usize): void {
  for (; block < end; block += 32 * sizeof<T>()) {
    if (sizeof<T>() == 4) {
      inverseLeaf16<T>(block, twiddles16, twiddles4)
    } else {
      inverseLeaf4<T>(block, twiddles4)
      inverseLeaf4<T>(block + 128, twiddles4 + 96)
      inverse4<T>(block, 4, twiddles16)
    }
    twiddles16 += 6 * sizeof<T>()
    twiddles4 += 24 * sizeof<T>()
  }
}

@inline
function forwardLeaf16<T>(p: usize, twiddles16: usize, twiddles4: usize): void {
  const w1r = splatAt<T>(twiddles16, 0)
  const w1i = splatAt<T>(twiddles16, 1)
  const w2r = splatAt<T>(twiddles16, 2)
  const w2i = splatAt<T>(twiddles16, 3)
  const w3r = splatAt<T>(twiddles16, 4)
  const w3i = splatAt<T>(twiddles16, 5)
  let ar = v128.load(p, 32)
  let ai = v128.load(p, 48)
  const b1r = nmadd<T>(w1i, ai, v128.mul<T>(w1r, ar))
  const b1i = madd<T>(w1i, ar, v128.mul<T>(w1r, ai))
  ar = v128.load(p, 96)
  ai = v128.load(p, 112)
  const b3r = nmadd<T>(w3i, ai, v128.mul<T>(w3r, ar))
  const b3i = madd<T>(w3i, ar, v128.mul<T>(w3r, ai))
  const s2r = v128.add<T>(b1r, b3r)
  const s2i = v128.add<T>(b1i, b3i)
  const s3r = v128.sub<T>(b1r, b3r)
  const s3i = v128.sub<T>(b1i, b3i)
  ar = v128.load(p, 64)
  ai = v128.load(p, 80)
  const b2r = nmadd<T>(w2i, ai, v128.mul<T>(w2r, ar))
  const b2i = madd<T>(w2i, ar, v128.mul<T>(w2r, ai))
  ar = v128.load(p)
  ai = v128.load(p, 16)
  const s0r = v128.add<T>(ar, b2r)
  const s0i = v128.add<T>(ai, b2i)
  const s1r = v128.sub<T>(ar, b2r)
  const s1i = v128.sub<T>(ai, b2i)
  forwardLeaf4<T>(
    p,
    twiddles4,
    v128.add<T>(s0r, s2r),
    v128.add<T>(s0i, s2i),
    v128.add<T>(s1r, s3i),
    v128.sub<T>(s1i, s3r),
    v128.sub<T>(s0r, s2r),
    v128.sub<T>(s0i, s2i),
    v128.sub<T>(s1r, s3i),
    v128.add<T>(s1i, s3r),
  )
}

@inline
export function forwardLoaded4<T>(p: usize, twiddles: usize): void {
  forwardLeaf4<T>(
    p,
    twiddles,
    v128.load(p),
    v128.load(p, 16),
    v128.load(p, 32),
    v128.load(p, 48),
    v128.load(p, 64),
    v128.load(p, 80),
    v128.load(p, 96),
    v128.load(p, 112),
  )
}

/** The blocks of 4 that lie in the four vectors v₀..v₃: transposed, so that a lane holds a block, and reduced. */
@inline
function forwardLeaf4<T>(
  p: usize,
  twiddles: usize,
  v0r: v128,
  v0i: v128,
  v1r: v128,
  v1i: v128,
  v2r: v128,
  v2i: v128,
  v3r: v128,
  v3i: v128,
): void {
  let a0r: v128, a0i: v128, a1r: v128, a1i: v128, a2r: v128, a2i: v128, a3r: v128, a3i: v128
  if (sizeof<T>() == 4) {
    const e01r = evenPairs<T>(v0r, v1r)
    const o01r = oddPairs<T>(v0r, v1r)
    const e23r = evenPairs<T>(v2r, v3r)
    const o23r = oddPairs<T>(v2r, v3r)
    a0r = lowHalves(e01r, e23r)
    a1r = highHalves(e01r, e23r)
    a2r = lowHalves(o01r, o23r)
    a3r = highHalves(o01r, o23r)
    const e01i = evenPairs<T>(v0i, v1i)
    const o01i = oddPairs<T>(v0i, v1i)
    const e23i = evenPairs<T>(v2i, v3i)
    const o23i = oddPairs<T>(v2i, v3i)
    a0i = lowHalves(e01i, e23i)
    a1i = highHalves(e01i, e23i)
    a2i = lowHalves(o01i, o23i)
    a3i = highHalves(o01i, o23i)
  } else {
    a0r = evenPairs<T>(v0r, v2r)
    a1r = oddPairs<T>(v0r, v2r)
    a2r = evenPairs<T>(v1r, v3r)
    a3r = oddPairs<T>(v1r, v3r)
    a0i = evenPairs<T>(v0i, v2i)
    a1i = oddPairs<T>(v0i, v2i)
    a2i = evenPairs<T>(v1i, v3i)
    a3i = oddPairs<T>(v1i, v3i)
  }
  let wr = v128.load(twiddles)
  let wi = v128.load(twiddles, 16)
  const b1r = nmadd<T>(wi, a1i, v128.mul<T>(wr, a1r))
  const b1i = madd<T>(wi, a1r, v128.mul<T>(wr, a1i))
  wr = v128.load(twiddles, 64)
  wi = v128.load(twiddles, 80)
  const b3r = nmadd<T>(wi, a3i, v128.mul<T>(wr, a3r))
  const b3i = madd<T>(wi, a3r, v128.mul<T>(wr, a3i))
  const s2r = v128.add<T>(b1r, b3r)
  const s2i = v128.add<T>(b1i, b3i)
  const s3r = v128.sub<T>(b1r, b3r)
  const s3i = v128.sub<T>(b1i, b3i)
  wr = v128.load(twiddles, 32)
  wi = v128.load(twiddles, 48)
  const b2r = nmadd<T>(wi, a2i, v128.mul<T>(wr, a2r))
  const b2i = madd<T>(wi, a2r, v128.mul<T>(wr, a2i))
  const s0r = v128.add<T>(a0r, b2r)
  const s0i = v128.add<T>(a0i, b2i)
  const s1r = v128.sub<T>(a0r, b2r)
  const s1i = v128.sub<T>(a0i, b2i)
  v128.store(p, v128.add<T>(s0r, s2r))
  v128.store(p, v128.add<T>(s0i, s2i), 16)
  v128.store(p, v128.add<T>(s1r, s3i), 32)
  v128.store(p, v128.sub<T>(s1i, s3r), 48)
  v128.store(p, v128.sub<T>(s0r, s2r), 64)
  v128.store(p, v128.sub<T>(s0i, s2i), 80)
  v128.store(p, v128.sub<T>(s1r, s3i), 96)
  v128.store(p, v128.add<T>(s1i, s3r), 112)
}

@inline
function inverseLeaf16<T>(p: usize, twiddles16: usize, twiddles4: usize): void {
  inverseTwice<T>(
    p,
    twiddles16,
    twiddles4,
    v128.load(p),
    v128.load(p, 16),
    v128.load(p, 32),
    v128.load(p, 48),
    v128.load(p, 64),
    v128.load(p, 80),
    v128.load(p, 96),
    v128.load(p, 112),
  )
}

/** The transpose of the last two levels for four lanes, kept in registers between them. */
@inline
function inverseTwice<T>(
  p: usize,
  twiddles16: usize,
  twiddles4: usize,
  y0r: v128,
  y0i: v128,
  y1r: v128,
  y1i: v128,
  y2r: v128,
  y2i: v128,
  y3r: v128,
  y3i: v128,
): void {
  const s0r = v128.add<T>(y0r, y2r)
  const s0i = v128.add<T>(y0i, y2i)
  const s1r = v128.sub<T>(y0r, y2r)
  const s1i = v128.sub<T>(y0i, y2i)
  const s2r = v128.add<T>(y1r, y3r)
  const s2i = v128.add<T>(y1i, y3i)
  const s3r = v128.sub<T>(y1r, y3r)
  const s3i = v128.sub<T>(y1i, y3i)
  const a0r = v128.add<T>(s0r, s2r)
  const a0i = v128.add<T>(s0i, s2i)
  let cr = v128.sub<T>(s0r, s2r)
  let ci = v128.sub<T>(s0i, s2i)
  let wr = v128.load(twiddles4, 32)
  let wi = v128.load(twiddles4, 48)
  const a2r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a2i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  cr = v128.sub<T>(s1r, s3i)
  ci = v128.add<T>(s1i, s3r)
  wr = v128.load(twiddles4)
  wi = v128.load(twiddles4, 16)
  const a1r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a1i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  cr = v128.add<T>(s1r, s3i)
  ci = v128.sub<T>(s1i, s3r)
  wr = v128.load(twiddles4, 64)
  wi = v128.load(twiddles4, 80)
  const a3r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a3i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  inverseRegisters4<T>(
    p,
    twiddles16,
    lowHalves(evenPairs<T>(a0r, a1r), evenPairs<T>(a2r, a3r)),
    lowHalves(evenPairs<T>(a0i, a1i), evenPairs<T>(a2i, a3i)),
    highHalves(evenPairs<T>(a0r, a1r), evenPairs<T>(a2r, a3r)),
    highHalves(evenPairs<T>(a0i, a1i), evenPairs<T>(a2i, a3i)),
    lowHalves(oddPairs<T>(a0r, a1r), oddPairs<T>(a2r, a3r)),
    lowHalves(oddPairs<T>(a0i, a1i), oddPairs<T>(a2i, a3i)),
    highHalves(oddPairs<T>(a0r, a1r), oddPairs<T>(a2r, a3r)),
    highHalves(oddPairs<T>(a0i, a1i), oddPairs<T>(a2i, a3i)),
  )
}

/** `inverse4` for a block of four vectors in registers. */
@inline
function inverseRegisters4<T>(
  p: usize,
  twiddles: usize,
  y0r: v128,
  y0i: v128,
  y1r: v128,
  y1i: v128,
  y2r: v128,
  y2i: v128,
  y3r: v128,
  y3i: v128,
): void {
  const s0r = v128.add<T>(y0r, y2r)
  const s0i = v128.add<T>(y0i, y2i)
  const s1r = v128.sub<T>(y0r, y2r)
  const s1i = v128.sub<T>(y0i, y2i)
  const s2r = v128.add<T>(y1r, y3r)
  const s2i = v128.add<T>(y1i, y3i)
  const s3r = v128.sub<T>(y1r, y3r)
  const s3i = v128.sub<T>(y1i, y3i)
  v128.store(p, v128.add<T>(s0r, s2r))
  v128.store(p, v128.add<T>(s0i, s2i), 16)
  let cr = v128.sub<T>(s0r, s2r)
  let ci = v128.sub<T>(s0i, s2i)
  let wr = splatAt<T>(twiddles, 2)
  let wi = splatAt<T>(twiddles, 3)
  v128.store(p, madd<T>(wi, ci, v128.mul<T>(wr, cr)), 64)
  v128.store(p, nmadd<T>(wi, cr, v128.mul<T>(wr, ci)), 80)
  cr = v128.sub<T>(s1r, s3i)
  ci = v128.add<T>(s1i, s3r)
  wr = splatAt<T>(twiddles, 0)
  wi = splatAt<T>(twiddles, 1)
  v128.store(p, madd<T>(wi, ci, v128.mul<T>(wr, cr)), 32)
  v128.store(p, nmadd<T>(wi, cr, v128.mul<T>(wr, ci)), 48)
  cr = v128.add<T>(s1r, s3i)
  ci = v128.sub<T>(s1i, s3r)
  wr = splatAt<T>(twiddles, 4)
  wi = splatAt<T>(twiddles, 5)
  v128.store(p, madd<T>(wi, ci, v128.mul<T>(wr, cr)), 96)
  v128.store(p, nmadd<T>(wi, cr, v128.mul<T>(wr, ci)), 112)
}

/** The transpose of the last level alone. */
@inline
export function inverseLeaf4<T>(p: usize, twiddles: usize): void {
  const y0r = v128.load(p)
  const y0i = v128.load(p, 16)
  const y2r = v128.load(p, 64)
  const y2i = v128.load(p, 80)
  const s0r = v128.add<T>(y0r, y2r)
  const s0i = v128.add<T>(y0i, y2i)
  const s1r = v128.sub<T>(y0r, y2r)
  const s1i = v128.sub<T>(y0i, y2i)
  const y1r = v128.load(p, 32)
  const y1i = v128.load(p, 48)
  const y3r = v128.load(p, 96)
  const y3i = v128.load(p, 112)
  const s2r = v128.add<T>(y1r, y3r)
  const s2i = v128.add<T>(y1i, y3i)
  const s3r = v128.sub<T>(y1r, y3r)
  const s3i = v128.sub<T>(y1i, y3i)
  const a0r = v128.add<T>(s0r, s2r)
  const a0i = v128.add<T>(s0i, s2i)
  let cr = v128.sub<T>(s0r, s2r)
  let ci = v128.sub<T>(s0i, s2i)
  let wr = v128.load(twiddles, 32)
  let wi = v128.load(twiddles, 48)
  const a2r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a2i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  cr = v128.sub<T>(s1r, s3i)
  ci = v128.add<T>(s1i, s3r)
  wr = v128.load(twiddles)
  wi = v128.load(twiddles, 16)
  const a1r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a1i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  cr = v128.add<T>(s1r, s3i)
  ci = v128.sub<T>(s1i, s3r)
  wr = v128.load(twiddles, 64)
  wi = v128.load(twiddles, 80)
  const a3r = madd<T>(wi, ci, v128.mul<T>(wr, cr))
  const a3i = nmadd<T>(wi, cr, v128.mul<T>(wr, ci))
  if (sizeof<T>() == 4) {
    storeTransposed<T>(p, a0r, a1r, a2r, a3r)
    storeTransposed<T>(p + 16, a0i, a1i, a2i, a3i)
    return
  }
  v128.store(p, evenPairs<T>(a0r, a1r))
  v128.store(p, evenPairs<T>(a0i, a1i), 16)
  v128.store(p, evenPairs<T>(a2r, a3r), 32)
  v128.store(p, evenPairs<T>(a2i, a3i), 48)
  v128.store(p, oddPairs<T>(a0r, a1r), 64)
  v128.store(p, oddPairs<T>(a0i, a1i), 80)
  v128.store(p, oddPairs<T>(a2r, a3r), 96)
  v128.store(p, oddPairs<T>(a2i, a3i), 112)
}

@inline
function storeTransposed<T>(p: usize, a0: v128, a1: v128, a2: v128, a3: v128): void {
  const e01 = evenPairs<T>(a0, a1)
  const e23 = evenPairs<T>(a2, a3)
  v128.store(p, lowHalves(e01, e23))
  v128.store(p, highHalves(e01, e23), 32)
  const o01 = oddPairs<T>(a0, a1)
  const o23 = oddPairs<T>(a2, a3)
  v128.store(p, lowHalves(o01, o23), 64)
  v128.store(p, highHalves(o01, o23), 96)
}
