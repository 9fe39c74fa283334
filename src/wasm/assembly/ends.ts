// The first pass of the forward transform, from real numbers, and the last one of the inverse, to real numbers.

import { COMPLEX, madd, nmadd, splatAt } from './lanes'

/** The first pass of an even power of two, from real numbers; `folded`: z = low + i·high, else z = low. */
@inline
export function forwardFirst4<T>(
  spectrum: usize,
  source: usize,
  size: usize,
  twiddles: usize,
  folded: bool,
): void {
  const quarter = (size >> 2) * sizeof<T>()
  const high = size * sizeof<T>()
  const w1r = splatAt<T>(twiddles, 0)
  const w1i = splatAt<T>(twiddles, 1)
  const w2r = splatAt<T>(twiddles, 2)
  const w2i = splatAt<T>(twiddles, 3)
  const w3r = splatAt<T>(twiddles, 4)
  const w3i = splatAt<T>(twiddles, 5)
  const leg = quarter * 2
  for (let x: usize = source, end = source + quarter, p0 = spectrum; x < end; x += 16, p0 += COMPLEX) {
    const x1 = x + quarter
    const x2 = x1 + quarter
    const x3 = x2 + quarter
    const p1 = p0 + leg
    const p2 = p1 + leg
    const p3 = p2 + leg
    const a0 = v128.load(x)
    const a1 = v128.load(x1)
    const a2 = v128.load(x2)
    const a3 = v128.load(x3)
    let b1r = v128.mul<T>(w1r, a1)
    let b1i = v128.mul<T>(w1i, a1)
    let b3r = v128.mul<T>(w3r, a3)
    let b3i = v128.mul<T>(w3i, a3)
    let s0r: v128, s1r: v128, s0i: v128, s1i: v128
    if (folded) {
      const h1 = v128.load(x1 + high)
      const h3 = v128.load(x3 + high)
      b1r = nmadd<T>(w1i, h1, b1r)
      b1i = madd<T>(w1r, h1, b1i)
      b3r = nmadd<T>(w3i, h3, b3r)
      b3i = madd<T>(w3r, h3, b3i)
      const h0 = v128.load(x + high)
      const h2 = v128.load(x2 + high)
      const b2r = nmadd<T>(w2i, h2, v128.mul<T>(w2r, a2))
      const b2i = madd<T>(w2r, h2, v128.mul<T>(w2i, a2))
      s0r = v128.add<T>(a0, b2r)
      s1r = v128.sub<T>(a0, b2r)
      s0i = v128.add<T>(h0, b2i)
      s1i = v128.sub<T>(h0, b2i)
    } else {
      s0r = madd<T>(w2r, a2, a0)
      s1r = nmadd<T>(w2r, a2, a0)
      s0i = v128.mul<T>(w2i, a2)
      s1i = v128.sub<T>(v128.splat<T>(0), s0i)
    }
    const s2r = v128.add<T>(b1r, b3r)
    const s2i = v128.add<T>(b1i, b3i)
    const s3r = v128.sub<T>(b1r, b3r)
    const s3i = v128.sub<T>(b1i, b3i)
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

/** The first pass of an odd power of two. */
@inline
export function forwardFirst2<T>(
  spectrum: usize,
  source: usize,
  size: usize,
  twiddles: usize,
  folded: bool,
): void {
  const half = (size >> 1) * sizeof<T>()
  const high = size * sizeof<T>()
  const wr = splatAt<T>(twiddles, 0)
  const wi = splatAt<T>(twiddles, 1)
  for (let x: usize = source, end = source + half, p = spectrum; x < end; x += 16, p += COMPLEX) {
    const x1 = x + half
    const p1 = p + half * 2
    const a0 = v128.load(x)
    const a1 = v128.load(x1)
    if (folded) {
      const h0 = v128.load(x + high)
      const h1 = v128.load(x1 + high)
      const br = nmadd<T>(wi, h1, v128.mul<T>(wr, a1))
      const bi = madd<T>(wr, h1, v128.mul<T>(wi, a1))
      v128.store(p, v128.add<T>(a0, br))
      v128.store(p, v128.add<T>(h0, bi), 16)
      v128.store(p1, v128.sub<T>(a0, br))
      v128.store(p1, v128.sub<T>(h0, bi), 16)
    } else {
      const bi = v128.mul<T>(wi, a1)
      v128.store(p, madd<T>(wr, a1, a0))
      v128.store(p, bi, 16)
      v128.store(p1, nmadd<T>(wr, a1, a0))
      v128.store(p1, v128.sub<T>(v128.splat<T>(0), bi), 16)
    }
  }
}

/** The last pass of the inverse of an even power of two: y = Re z, then Im z. */
@inline
export function inverseLast4<T>(
  target: usize,
  spectrum: usize,
  size: usize,
  twiddles: usize,
  add: bool,
): void {
  const quarter = (size >> 2) * sizeof<T>()
  const high = size * sizeof<T>()
  const w1r = splatAt<T>(twiddles, 0)
  const w1i = splatAt<T>(twiddles, 1)
  const w2r = splatAt<T>(twiddles, 2)
  const w2i = splatAt<T>(twiddles, 3)
  const w3r = splatAt<T>(twiddles, 4)
  const w3i = splatAt<T>(twiddles, 5)
  const leg = quarter * 2
  for (let x: usize = target, end = target + quarter, p0 = spectrum; x < end; x += 16, p0 += COMPLEX) {
    const x1 = x + quarter
    const x2 = x1 + quarter
    const x3 = x2 + quarter
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
    put<T>(x, v128.add<T>(s0r, s2r), add)
    put<T>(x + high, v128.add<T>(s0i, s2i), add)
    const c2r = v128.sub<T>(s0r, s2r)
    const c2i = v128.sub<T>(s0i, s2i)
    put<T>(x2, madd<T>(w2i, c2i, v128.mul<T>(w2r, c2r)), add)
    put<T>(x2 + high, nmadd<T>(w2i, c2r, v128.mul<T>(w2r, c2i)), add)
    const c1r = v128.sub<T>(s1r, s3i)
    const c1i = v128.add<T>(s1i, s3r)
    put<T>(x1, madd<T>(w1i, c1i, v128.mul<T>(w1r, c1r)), add)
    put<T>(x1 + high, nmadd<T>(w1i, c1r, v128.mul<T>(w1r, c1i)), add)
    const c3r = v128.add<T>(s1r, s3i)
    const c3i = v128.sub<T>(s1i, s3r)
    put<T>(x3, madd<T>(w3i, c3i, v128.mul<T>(w3r, c3r)), add)
    put<T>(x3 + high, nmadd<T>(w3i, c3r, v128.mul<T>(w3r, c3i)), add)
  }
}

@inline
export function inverseLast2<T>(
  target: usize,
  spectrum: usize,
  size: usize,
  twiddles: usize,
  add: bool,
): void {
  const half = (size >> 1) * sizeof<T>()
  const high = size * sizeof<T>()
  const wr = splatAt<T>(twiddles, 0)
  const wi = splatAt<T>(twiddles, 1)
  for (let x: usize = target, end = target + half, p = spectrum; x < end; x += 16, p += COMPLEX) {
    const x1 = x + half
    const p1 = p + half * 2
    const y0r = v128.load(p)
    const y0i = v128.load(p, 16)
    const y1r = v128.load(p1)
    const y1i = v128.load(p1, 16)
    put<T>(x, v128.add<T>(y0r, y1r), add)
    put<T>(x + high, v128.add<T>(y0i, y1i), add)
    const cr = v128.sub<T>(y0r, y1r)
    const ci = v128.sub<T>(y0i, y1i)
    put<T>(x1, madd<T>(wi, ci, v128.mul<T>(wr, cr)), add)
    put<T>(x1 + high, nmadd<T>(wi, cr, v128.mul<T>(wr, ci)), add)
  }
}

@inline
function put<T>(address: usize, value: v128, add: bool): void {
  v128.store(address, add ? v128.add<T>(v128.load(address), value) : value)
}
