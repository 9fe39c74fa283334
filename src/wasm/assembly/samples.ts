// Classifies samples before they are used, and adds them.

import { splatAt } from './lanes'

@inline export const SILENT: i32 = 0
@inline export const ORDINARY: i32 = 1
@inline export const SPECIAL: i32 = 2

export function copy(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes)
}

export function clear(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes)
}

/**
 * Copies samples (possibly in place) and returns their kind. SILENT: all are zero. ORDINARY: all are zero or normal numbers.
 * SPECIAL: some are NaN, infinite or subnormal, which CPUs are slow with.
 */
@inline
export function ingest<T>(target: usize, source: usize, count: usize): i32 {
  const low = v128.splat<T>(least<T>())
  const high = v128.splat<T>(greatest<T>())
  const zero = v128.splat<T>(0)
  let ordinary = v128.eq<T>(zero, zero)
  let sounding = zero
  const end = source + count * sizeof<T>()
  for (; source + (16 - sizeof<T>()) < end; source += 16, target += 16) {
    const x = v128.load(source)
    v128.store(target, x)
    const a = v128.abs<T>(x)
    const isZero = v128.eq<T>(a, zero)
    sounding = v128.or(sounding, a)
    ordinary = v128.and(ordinary, v128.or(isZero, v128.and(v128.ge<T>(a, low), v128.le<T>(a, high))))
  }
  let kind = v128.any_true(sounding) ? ORDINARY : SILENT
  let isSpecial = !v128.all_true<i32>(ordinary)
  for (; source < end; source += sizeof<T>(), target += sizeof<T>()) {
    const x = load<T>(source)
    store<T>(target, x)
    const a = abs<T>(x)
    if (a == 0) continue
    kind = ORDINARY
    isSpecial = isSpecial || !(a >= least<T>() && a <= greatest<T>())
  }
  return isSpecial ? SPECIAL : kind
}

/** The smallest normal number. */
@inline
function least<T>(): T {
  return sizeof<T>() == 4 ? f32.MIN_NORMAL_VALUE : f64.MIN_NORMAL_VALUE
}

@inline
function greatest<T>(): T {
  return sizeof<T>() == 4 ? f32.MAX_VALUE : f64.MAX_VALUE
}

/** Whether `count` numbers are all finite. Nothing else is read. */
@inline
export function areFinite<T>(source: usize, count: usize): bool {
  // x − x is 0, with no bit set, unless x is infinite or NaN.
  let others = v128.splat<T>(0)
  let rest = others
  const end = source + count * sizeof<T>()
  for (; source + 16 < end; source += 32) {
    const x = v128.load(source)
    const y = v128.load(source, 16)
    others = v128.or(others, v128.sub<T>(x, x))
    rest = v128.or(rest, v128.sub<T>(y, y))
  }
  for (; source < end; source += sizeof<T>()) {
    const x = splatAt<T>(source, 0)
    others = v128.or(others, v128.sub<T>(x, x))
  }
  return !v128.any_true(v128.or(others, rest))
}

/**
 * target[i] = a[i] + b[i] for i < count. Reads and writes four vectors at a time. The target may coincide with a, or lie before b,
 * because all reads of an iteration come before its writes.
 */
@inline
export function add<T>(target: usize, a: usize, b: usize, count: usize): void {
  for (const end = a + count * sizeof<T>(); a < end; a += 64, b += 64, target += 64) {
    const s0 = v128.add<T>(v128.load(a), v128.load(b))
    const s1 = v128.add<T>(v128.load(a, 16), v128.load(b, 16))
    const s2 = v128.add<T>(v128.load(a, 32), v128.load(b, 32))
    const s3 = v128.add<T>(v128.load(a, 48), v128.load(b, 48))
    v128.store(target, s0)
    v128.store(target, s1, 16)
    v128.store(target, s2, 32)
    v128.store(target, s3, 48)
  }
}
