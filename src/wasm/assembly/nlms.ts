// The normalized least mean squares.

import { madd } from './lanes'

/**
 * For each of `count` samples: output = Σⱼ taps[j]·x[n − (tapCount − 1) + j], error = desired − output, and if `learns`,
 * taps[j] += step·error/(p + leak)·x[n − (tapCount − 1) + j], where p is the energy of the samples under the taps, and the leak is
 * `floor` times the greatest p so far, which fades by `fade` a sample. `x` is the address of sample 0; `peak` that of the
 * greatest p. A step is left out if p, or what it would add to the energy of the taps, is more than `greatest`. Returns how many
 * steps were.
 */
export function nlms<T>(
  output: usize,
  error: usize,
  x: usize,
  desired: usize,
  taps: usize,
  tapCount: usize,
  count: usize,
  step: T,
  floor: T,
  fade: T,
  greatest: T,
  peak: usize,
  learns: bool,
): i32 {
  let refused: i32 = 0
  let top = load<T>(peak)
  const whole = tapCount & ~(32 / sizeof<T>() - 1)
  let from = x - (tapCount - 1) * sizeof<T>()
  for (let n: usize = 0; n < count; n++, from += sizeof<T>()) {
    let s0 = v128.splat<T>(0)
    let s1 = s0
    let q0 = s0
    let q1 = s0
    for (let j: usize = 0; j < whole * sizeof<T>(); j += 32) {
      const a = v128.load(from + j)
      const b = v128.load(from + j, 16)
      s0 = madd<T>(v128.load(taps + j), a, s0)
      s1 = madd<T>(v128.load(taps + j, 16), b, s1)
      q0 = madd<T>(a, a, q0)
      q1 = madd<T>(b, b, q1)
    }
    let y = sumOf<T>(v128.add<T>(s0, s1))
    let power = sumOf<T>(v128.add<T>(q0, q1))
    for (let j = whole; j < tapCount; j++) {
      const a = load<T>(from + j * sizeof<T>())
      y += load<T>(taps + j * sizeof<T>()) * a
      power += a * a
    }
    const e = load<T>(desired + n * sizeof<T>()) - y
    store<T>(output + n * sizeof<T>(), y)
    store<T>(error + n * sizeof<T>(), e)
    if (!learns) continue
    if (power <= greatest) top = max<T>(power, fade * top)
    if (power == 0) continue
    const gain = (step * e) / (power + floor * top)
    if (!(power <= greatest && gain * gain * power <= greatest)) {
      refused++
      continue
    }
    const gains = v128.splat<T>(gain)
    for (let j: usize = 0; j < whole * sizeof<T>(); j += 32) {
      v128.store(taps + j, madd<T>(gains, v128.load(from + j), v128.load(taps + j)))
      v128.store(taps + j, madd<T>(gains, v128.load(from + j, 16), v128.load(taps + j, 16)), 16)
    }
    for (let j = whole; j < tapCount; j++) {
      const at = taps + j * sizeof<T>()
      store<T>(at, load<T>(at) + gain * load<T>(from + j * sizeof<T>()))
    }
  }
  store<T>(peak, top)
  return refused
}

@inline
function sumOf<T>(v: v128): T {
  const low = v128.extract_lane<T>(v, 0) + v128.extract_lane<T>(v, 1)
  if (sizeof<T>() == 8) return low
  return low + <T>(f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
}
