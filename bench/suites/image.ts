import { correlate2d, matchTemplate2d, type Plane } from 'tapline/image'
import type { Bench, Suite } from '../harness/bench.js'
import { noise } from '../harness/data.js'
import type { Row } from '../harness/measure.js'
import { filterRow, matchRow, separableRow } from '../peers/opencv-js.js'
import { type Python, startOpenCv, startScipy } from '../peers/python.js'

const WIDTH = 1920
const HEIGHT = 1080
const FILTER = 'cv2.filter2D'
const MATCH = 'cv2.matchTemplate, images'
const SEPARABLE = 'cv2.sepFilter2D'
const FFT = 'scipy.signal.fftconvolve'
const OVERLAP_ADD = 'scipy.signal.oaconvolve'
const OPENCV_JS = 'OpenCV.js'

/** Sides of kernels, and the least speed relative to OpenCV. */
const TARGETS: readonly (readonly [side: number, atLeast: number])[] = [
  [3, 0.5],
  [5, 0.5],
  [7, 0.5],
  [11, 0.5],
  [15, 1.5],
  [31, 2.5],
  [63, 3],
]

export const image: Suite = {
  name: 'image',
  about: `kernels and templates on images of ${WIDTH} x ${HEIGHT}`,
  async run(bench) {
    const openCv = await startOpenCv()
    const scipy = await startScipy()
    if (scipy === undefined) bench.skip("SciPy and NumPy: python3 -c 'import scipy' fails here")
    if (openCv === undefined) bench.skip("OpenCV: python3 -c 'import cv2' fails here")
    Object.assign(bench.versions, scipy?.versions, openCv?.versions)
    const photo = noisePlane(WIDTH, HEIGHT, 1)
    await openCv?.load('image', photo.data, [HEIGHT, WIDTH])
    await scipy?.load('image', photo.data, [HEIGHT, WIDTH])
    for (const [side, atLeast] of TARGETS) await compareKernel(bench, photo, side, atLeast, openCv)
    await compareScipy(bench, photo, scipy)
    await compareSeparable(bench, photo, openCv)
    for (const side of [31, 64]) await compareTemplate(bench, photo, side, openCv)
    openCv?.stop()
    scipy?.stop()
  },
}

async function compareKernel(
  bench: Bench,
  photo: Plane<Float32Array>,
  side: number,
  atLeast: number,
  openCv: Python | undefined,
): Promise<void> {
  const kernel = noisePlane(side, side, 2)
  await openCv?.load('kernel', kernel.data, [side, side])
  await bench.compare({
    work: `kernel of ${side} x ${side}, float32`,
    samples: WIDTH * HEIGHT,
    tolerance: 1e-5,
    ours: ourRow(photo, kernel, 'reflect'),
    peers: [
      ...(openCv === undefined ? [] : [openCv.row(FILTER, ['image', 'kernel'], 'float32')]),
      filterRow(photo, kernel),
    ],
    targets: [
      { against: [FILTER], atLeast },
      { against: [OPENCV_JS], atLeast: 3 },
    ],
  })
}

async function compareScipy(
  bench: Bench,
  photo: Plane<Float32Array>,
  scipy: Python | undefined,
): Promise<void> {
  const kernel = noisePlane(31, 31, 2)
  await scipy?.load('kernel', kernel.data.slice().reverse(), [31, 31])
  const names = [FFT, OVERLAP_ADD] as const
  await bench.compare({
    work: 'kernel of 31 x 31, zeros beyond the edges, full result, float32',
    samples: WIDTH * HEIGHT,
    tolerance: 1e-5,
    ours: ourRow(photo, kernel, 'fill', 'full'),
    peers: scipy === undefined ? [] : names.map((name) => scipy.row(name, ['image', 'kernel'], 'float32')),
    targets: [{ against: names, atLeast: 1.7 }],
  })
}

async function compareSeparable(
  bench: Bench,
  photo: Plane<Float32Array>,
  openCv: Python | undefined,
): Promise<void> {
  const taps = Float32Array.from({ length: 31 }, (_, i) => Math.exp(-((i - 15) ** 2) / 50) / 12.5)
  const kernel = {
    data: Float64Array.from({ length: 31 * 31 }, (_, i) => taps[i % 31] * taps[Math.floor(i / 31)]),
    width: 31,
    height: 31,
  }
  await openCv?.load('taps', taps)
  await bench.compare({
    work: 'separable Gaussian of 31 x 31, float32',
    samples: WIDTH * HEIGHT,
    tolerance: 1e-5,
    ours: ourRow(photo, kernel, 'reflect'),
    peers: [
      ...(openCv === undefined ? [] : [openCv.row(SEPARABLE, ['image', 'taps'], 'float32')]),
      separableRow(photo, taps),
    ],
    targets: [
      { against: [SEPARABLE], atLeast: 0.7 },
      { against: [OPENCV_JS], atLeast: 3 },
    ],
  })
}

async function compareTemplate(
  bench: Bench,
  photo: Plane<Float32Array>,
  side: number,
  openCv: Python | undefined,
): Promise<void> {
  const template = noisePlane(side, side, 2)
  await openCv?.load('template', template.data, [side, side])
  await bench.compare({
    work: `matchTemplate2d, zncc, template of ${side} x ${side}, float32`,
    samples: WIDTH * HEIGHT,
    tolerance: 1e-3,
    ours: {
      name: 'tapline',
      run: () => matchTemplate2d(photo, template).data,
    },
    peers: [
      ...(openCv === undefined ? [] : [openCv.row(MATCH, ['image', 'template'], 'float32')]),
      matchRow(photo, template),
    ],
    targets: [
      { against: [MATCH], atLeast: 2 },
      { against: [OPENCV_JS], atLeast: 3 },
    ],
  })
}

/** Results go to an existing array, as with the peers. */
function ourRow(
  photo: Plane<Float32Array>,
  kernel: Plane,
  boundary: 'reflect' | 'fill',
  mode: 'same' | 'full' = 'same',
): Row {
  const { data, width, height } = correlate2d(photo, kernel, { mode, boundary })
  const out = new Float32Array(width * height)
  return {
    name: 'tapline',
    run: () => correlate2d(photo, kernel, { mode, boundary }, out).data,
    result: () => data,
  }
}

function noisePlane(width: number, height: number, seed: number): Plane<Float32Array> {
  return { data: noise(width * height, seed), width, height }
}
