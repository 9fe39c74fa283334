import { from, type OperatorFunction } from 'rxjs'
import { box, type Frame, gaussian, type Plane } from 'tapline/image'
import { convolveFrames, convolveTime } from 'tapline/rx'
import type { Bench, Suite } from '../harness/bench.js'
import { noise } from '../harness/data.js'
import { sink } from '../harness/measure.js'

const WIDTH = 1920
const HEIGHT = 1080
/** The median time of this many frames counts. */
const COUNT = 60

export const frames: Suite = {
  name: 'frames',
  about: `RGBA frames of ${WIDTH} x ${HEIGHT} through RxJS operators, each result a new frame`,
  run(bench) {
    const sources = [1, 2, 3, 4].map(noiseFrame)
    measure(bench, sources, 'kernel of 3 x 3', convolveFrames(noiseKernel(3)), 60)
    measure(bench, sources, 'kernel of 5 x 5', convolveFrames(noiseKernel(5)))
    measure(bench, sources, 'gaussian(3), 25 x 25', convolveFrames(gaussian(3)))
    measure(bench, sources, 'kernel of 31 x 31', convolveFrames(noiseKernel(31)))
    measure(bench, sources, 'box(31)', convolveFrames(box(31)))
    measure(bench, sources, '5 taps along time', convolveTime(noise(5, 9)))
    return Promise.resolve()
  },
}

function measure(
  bench: Bench,
  sources: readonly Frame[],
  name: string,
  operator: OperatorFunction<Frame, Frame>,
  atLeast?: number,
): void {
  const times: number[] = []
  let since = performance.now()
  from(Array.from({ length: COUNT }, (_, i) => sources[i % sources.length]))
    .pipe(operator)
    .subscribe((frame) => {
      sink.last = frame
      const now = performance.now()
      times.push(now - since)
      since = now
    })
  times.sort((a, b) => a - b)
  const middle = times[COUNT / 2]
  bench.figure({
    name,
    value: 1000 / middle,
    unit: 'frames/s',
    ...(atLeast !== undefined && { atLeast }),
    note: `median time ${middle.toFixed(1)} ms, the least ${times[0].toFixed(1)} ms`,
  })
}

function noiseFrame(seed: number): Frame {
  const data = Uint8ClampedArray.from(noise(4 * WIDTH * HEIGHT, seed), (value) => 128 * (value + 1))
  return { data, width: WIDTH, height: HEIGHT }
}

function noiseKernel(side: number): Plane<Float32Array> {
  const data = noise(side * side, 7).map((value) => value / side)
  return { data, width: side, height: side }
}
