import loading, { type Mat } from '@techstark/opencv-js'
import type { Row } from '../harness/measure.js'
import type { Plane } from 'tapline/image'

const cv = await loading
const CENTER = new cv.Point(-1, -1)

/** Correlation with a kernel, with reflected borders. Images are in the module's memory beforehand, and results stay there. */
export function filterRow(image: Plane<Float32Array>, kernel: Plane<Float32Array>): Row {
  const [source, taps, target] = [matOf(image), matOf(kernel), new cv.Mat()]
  return rowOf(target, () => {
    cv.filter2D(source, target, -1, taps, CENTER, 0, cv.BORDER_REFLECT_101)
  })
}

/** The same for a kernel that is a column times a row, both of which have these taps. */
export function separableRow(image: Plane<Float32Array>, taps: Float32Array): Row {
  const [source, row, target] = [
    matOf(image),
    matOf({ data: taps, width: taps.length, height: 1 }),
    new cv.Mat(),
  ]
  return rowOf(target, () => {
    cv.sepFilter2D(source, target, -1, row, row, CENTER, 0, cv.BORDER_REFLECT_101)
  })
}

/** Zero-mean normalized cross-correlation. */
export function matchRow(image: Plane<Float32Array>, template: Plane<Float32Array>): Row {
  const [source, searched, target] = [matOf(image), matOf(template), new cv.Mat()]
  return rowOf(target, () => {
    cv.matchTemplate(source, searched, target, cv.TM_CCOEFF_NORMED)
  })
}

function rowOf(target: Mat, run: () => void): Row {
  const result = (): Float32Array => {
    run()
    return target.data32F
  }
  return { name: 'OpenCV.js', run, result }
}

function matOf({ data, width, height }: Plane<Float32Array>): Mat {
  const mat = new cv.Mat(height, width, cv.CV_32F)
  mat.data32F.set(data)
  return mat
}
