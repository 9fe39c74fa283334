// How many frames a second? A stream of frames with a moving pattern, filtered by RxJS operators.
//
//   npm run example -- frame-stream [COUNT] [WIDTH] [HEIGHT]
//
// Default: 120 frames of 1920 x 1080 pixels. Time is measured from the first frame to the last one; the time to make the frames is
// left out. The picture shows the last frame.
import { mkdirSync } from 'node:fs'
import { map, type OperatorFunction, range, tap } from 'rxjs'
import { box, type Frame, gaussian, sharpen } from 'tapline/image'
import { writeImage } from 'tapline/node'
import { convolveFrames, convolveTime } from 'tapline/rx'

const [count = 120, width = 1920, height = 1080] = process.argv.slice(2).map(Number)
const pattern = rings(2 * width, height)

const filters: Record<string, OperatorFunction<Frame, Frame>> = {
  'sharpen(), 3 x 3': convolveFrames(sharpen()),
  'gaussian(1, { radius: 2 }), 5 x 5': convolveFrames(gaussian(1, { radius: 2 })),
  'gaussian(3), 25 x 25': convolveFrames(gaussian(3)),
  'box(31), 31 x 31': convolveFrames(box(31)),
  'mean of 4 frames': convolveTime([0.25, 0.25, 0.25, 0.25]),
}

let last: Frame | undefined
for (const [name, filter] of Object.entries(filters)) {
  let [filtering, since] = [0, 0]
  range(0, count)
    .pipe(
      map(frameAt),
      tap(() => (since = performance.now())),
      filter,
      tap(() => (filtering += performance.now() - since)),
    )
    .subscribe((frame) => (last = frame))
  console.log(
    `${name}: ${count} frames of ${width} x ${height}, ${Math.round((1000 * count) / filtering)} frames/s`,
  )
}
mkdirSync('out', { recursive: true })
if (last) await writeImage('out/frame-stream.png', last)
console.log('out/frame-stream.png: the last frame')

/** The frame with that number: the pattern moves to the left, 8 pixels a frame. */
function frameAt(index: number): Frame {
  const data = new Uint8ClampedArray(4 * width * height)
  const left = (8 * index) % width
  for (let y = 0; y < height; y++) {
    const from = 4 * (y * pattern.width + left)
    data.set(pattern.data.subarray(from, from + 4 * width), 4 * y * width)
  }
  return { data, width, height }
}

/** Colored rings. */
function rings(width: number, height: number): Frame {
  const data = new Uint8ClampedArray(4 * width * height)
  for (let i = 0, at = 0; i < width * height; i++) {
    const distance = Math.hypot((i % width) - width / 2, Math.floor(i / width) - height / 2)
    for (const length of [11, 17, 23]) data[at++] = 127.5 * (1 + Math.cos((2 * Math.PI * distance) / length))
    data[at++] = 255
  }
  return { data, width, height }
}
