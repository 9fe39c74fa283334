// The passes of the transform between the first one and the leaves. transform.ts explains the transform.

import { COMPLEX, madd, nmadd, splatAt } from './lanes'

/** One radix-4 pass over all blocks of `size` up to `end`, the entries of which follow each other. */
export function forwardPass<T>(block: usize, end: usize, size: usize, twiddles: usize): void {
  for (; block < end; block += size * 2 * sizeof<T>(), twiddles += 6 * sizeof<T>()) {
    forward4<T>(block, size >> 2, twiddles)
  }
}

/** The transpose of `forwardPass`, without the factor 1/4. */
export function inversePass<T>(block: usize, end: usize, size: usize, twiddles: usize): void {
  for (; block < end; block += size * 2 * sizeof<T>(), twiddles += 6 * sizeof<T>()) {
    inverse4<T>(block, size >> 2, twiddles)
  }
}

/** One radix-4 pass over a block: y_j = a₀ + (−i)ʲ·ω·a₁ + (−1)ʲ·ω²·a₂ + iʲ·ω³·a₃. */
@inline
export function forward4<T>(block: usize, quarter: usize, twiddles: usize): void {
  const leg = quarter * 2 * sizeof<T>()
  const w1r = splatAt<T>(twiddles, 0)
  const w1i = splatAt<T>(twiddles, 1)
  const w2r = splatAt<T>(twiddles, 2)
  const w2i = splatAt<T>(twiddles, 3)
  const w3r = splatAt<T>(twiddles, 4)
  const w3i = splatAt<T>(twiddles, 5)
  const end = block + leg
  for (let p0 = block; p0 < end; p0 += COMPLEX) {
    const p1 = p0 + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    let ar = v128.load(p1)
    let ai = v128.load(p1, 16)
    const b1r = nmadd<T>(w1i, ai, v128.mul<T>(w1r, ar))
    const b1i = madd<T>(w1i, ar, v128.mul<T>(w1r, ai))
    ar = v128.load(p3)
    ai = v128.load(p3, 16)
    const b3r = nmadd<T>(w3i, ai, v128.mul<T>(w3r, ar))
    const b3i = madd<T>(w3i, ar, v128.mul<T>(w3r, ai))
    const s2r = v128.add<T>(b1r, b3r)
    const s2i = v128.add<T>(b1i, b3i)
    const s3r = v128.sub<T>(b1r, b3r)
    const s3i = v128.sub<T>(b1i, b3i)
    ar = v128.load(p2)
    ai = v128.load(p2, 16)
    const b2r = nmadd<T>(w2i, ai, v128.mul<T>(w2r, ar))
    const b2i = madd<T>(w2i, ar, v128.mul<T>(w2r, ai))
    ar = v128.load(p0)
    ai = v128.load(p0, 16)
    const s0r = v128.add<T>(ar, b2r)
    const s0i = v128.add<T>(ai, b2i)
    const s1r = v128.sub<T>(ar, b2r)
    const s1i = v128.sub<T>(ai, b2i)
    v128.store(p0, v128.add<T>(s0r, s2r))
    v128.store(p0, v128.add<T>(s0i, s2i), 16)
    v128.store(p1, v128.add<T>(s1r, s3i))
    v128.store(p1, v128.sub<T>(s1i, s3r), 16)
    v128.store(p2, v128.sub<T>(s0r, s2r))
    v128.store(p2, v128.sub<T>(s0i, s2i), 16)
    v128.store(p3, v128.sub<T>(s1r, s3i))
    v128.store(p3, v128.add<T>(s1i, s3r), 16)
  }
}

/** The transpose of `forward4`: a₀..a₃ from y₀..y₃, without the factor 1/4. */
@inline
export function inverse4<T>(block: usize, quarter: usize, twiddles: usize): void {
  const leg = quarter * 2 * sizeof<T>()
  const w1r = splatAt<T>(twiddles, 0)
  const w1i = splatAt<T>(twiddles, 1)
  const w2r = splatAt<T>(twiddles, 2)
  const w2i = splatAt<T>(twiddles, 3)
  const w3r = splatAt<T>(twiddles, 4)
  const w3i = splatAt<T>(twiddles, 5)
  const end = block + leg
  for (let p0 = block; p0 < end; p0 += COMPLEX) {
    const p1 = p0 + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    const y0r = v128.load(p0)
    const y0i = v128.load(p0, 16)
    const y2r = v128.load(p2)
    const y2i = v128.load(p2, 16)
    const s0r = v128.add<T>(y0r, y2r)
    const s0i = v128.add<T>(y0i, y2i)
    const s1r = v128.sub<T>(y0r, y2r)
    const s1i = v128.sub<T>(y0i, y2i)
    const y1r = v128.load(p1)
    const y1i = v128.load(p1, 16)
    const y3r = v128.load(p3)
    const y3i = v128.load(p3, 16)
    const s2r = v128.add<T>(y1r, y3r)
    const s2i = v128.add<T>(y1i, y3i)
    const s3r = v128.sub<T>(y1r, y3r)
    const s3i = v128.sub<T>(y1i, y3i)
    v128.store(p0, v128.add<T>(s0r, s2r))
    v128.store(p0, v128.add<T>(s0i, s2i), 16)
    const c2r = v128.sub<T>(s0r, s2r)
    const c2i = v128.sub<T>(s0i, s2i)
    v128.store(p2, madd<T>(w2i, c2i, v128.mul<T>(w2r, c2r)))
    v128.store(p2, nmadd<T>(w2i, c2r, v128.mul<T>(w2r, c2i)), 16)
    const c1r = v128.sub<T>(s1r, s3i)
    const c1i = v128.add<T>(s1i, s3r)
    v128.store(p1, madd<T>(w1i, c1i, v128.mul<T>(w1r, c1r)))
    v128.store(p1, nmadd<T>(w1i, c1r, v128.mul<T>(w1r, c1i)), 16)
    const c3r = v128.add<T>(s1r, s3i)
    const c3i = v128.sub<T>(s1i, s3r)
    v128.store(p3, madd<T>(w3i, c3i, v128.mul<T>(w3r, c3r)))
    v128.store(p3, nmadd<T>(w3i, c3r, v128.mul<T>(w3r, c3i)), 16)
  }
}
