type Point = readonly [number, number, number]

const speedOfSound = 343 // m/s

/** A nave: width, length and height in metres, with a singer and two microphones half a metre apart. */
const room = {
  size: [19, 44, 17] as Point,
  singer: [8.2, 13, 1.7] as Point,
  ears: [
    [10.3, 19.5, 2.9],
    [10.8, 19.5, 2.9],
  ] as readonly Point[],
  /** The fraction of a sound's amplitude that a wall reflects; the floor is full of people. */
  wall: 0.8,
  floor: 0.35,
}

/**
 * The number of reflections and the time (in seconds) for which a sound is traced from wall to wall; the diffuse tail comes later.
 */
const mostReflections = 4
const latestArrival = 0.12

/**
 * The direct sound and its first reflections, one response an ear: sparse taps, the direct sound at sample 0 of the
 * nearer ear with amplitude 1.
 *
 * Each reflection is the sound of a mirror image of the singer: at distance r it arrives after r / c with amplitude
 * wall^reflections · r₀ / r (r₀: the direct way, c: speed of sound). Arrivals are rounded to whole samples.
 *
 * Reference: Allen and Berkley, Image method for efficiently simulating small-room acoustics, 1979.
 */
export function earlyReflections(sampleRate: number, length: number): Float32Array[] {
  const nearest = Math.min(...room.ears.map((ear) => distance(room.singer, ear)))
  return room.ears.map((ear) => {
    const response = new Float32Array(length)
    for (const { position, strength } of mirrorImages()) {
      const way = distance(position, ear)
      const delay = (way - nearest) / speedOfSound
      const arrival = Math.round(delay * sampleRate)
      if (delay < latestArrival && arrival < length) response[arrival] += (strength * nearest) / way
    }
    return response
  })
}

/** The singer and the mirror images of the singer, with the remaining amplitude of each. */
function* mirrorImages(): Generator<{ position: Point; strength: number }> {
  const [xs, ys, zs] = ([0, 1, 2] as const).map(imagesAlong)
  for (const x of xs) {
    for (const y of ys) {
      for (const z of zs) {
        if (x.reflections + y.reflections + z.reflections > mostReflections) continue
        yield { position: [x.at, y.at, z.at], strength: x.strength * y.strength * z.strength }
      }
    }
  }
}

/** Along one axis: image n lies between n and n + 1 room lengths away and has met |n| walls. */
function imagesAlong(axis: 0 | 1 | 2): { at: number; reflections: number; strength: number }[] {
  const orders = Array.from({ length: 2 * mostReflections + 1 }, (_, i) => i - mostReflections)
  return orders.map((n) => {
    const isMirrored = n % 2 !== 0
    const at = n * room.size[axis] + (isMirrored ? room.size[axis] - room.singer[axis] : room.singer[axis])
    return { at, reflections: Math.abs(n), strength: strengthAfter(n, axis) }
  })
}

/** Of |n| walls along the vertical axis, every second is the floor; it is the first one for n < 0. */
function strengthAfter(n: number, axis: 0 | 1 | 2): number {
  const walls = Math.abs(n)
  const floors = axis === 2 ? (n < 0 ? Math.ceil(walls / 2) : Math.floor(walls / 2)) : 0
  return room.wall ** (walls - floors) * room.floor ** floors
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}
