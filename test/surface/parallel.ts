import * as parallel from 'tapline/parallel'
import { anything, count, flag, listOf, number, oneOf, options, shape, signal, text } from './parameters.js'
import { calling, making, method, type Subjects } from './subject.js'

const wave = [1, 2, 4, 3, 9, 2, 4, 8, 6, 1, 0, 2]
const plane = { data: Float32Array.from({ length: 48 }, (_, n) => n % 7), width: 8, height: 6 }
const kernel = { data: [0, 1, 0, 1, 2, 1, 0, 1, 3], width: 3, height: 3 }
const abortable = {
  aborted: false,
  reason: undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}
const sharing = [count('threads', 1), anything('abortSignal', abortable)]
const out = anything('out', undefined)
const matrix = () => new parallel.ConvolverMatrix([[[1]]])

export const subjects: Subjects = {
  convolve: calling(
    parallel.convolve,
    signal('signal', wave),
    signal('kernel', [1, 2, 1]),
    options(oneOf('mode', 'full'), oneOf('method', 'direct'), oneOf('edges', 'zero'), ...sharing),
    out,
  ),
  convolve2d: calling(
    parallel.convolve2d,
    shape('image', plane),
    shape('kernel', kernel),
    options(
      oneOf('mode', 'same'),
      oneOf('boundary', 'reflect'),
      number('fillValue', 0),
      count('stride', 1, { alias: /\bstride/ }),
      count('dilation', 1, { alias: /\bdilation/ }),
      oneOf('method', 'direct'),
      number('approximation', 0),
      ...sharing,
    ),
    out,
  ),
  ConvolverMatrix: making(
    parallel.ConvolverMatrix,
    [
      listOf('kernels', [[[1]]]),
      options(
        oneOf('precision', 'float64'),
        count('blockSize', 0),
        oneOf('initial', 'first'),
        count('threads', 1),
      ),
    ],
    {
      process: method(matrix, 'process', [listOf('chunks', [wave])], async (instance) => [
        await instance.process([wave]),
        await instance.flush(),
      ]),
    },
  ),
  matchProfile: calling(
    parallel.matchProfile,
    signal('signal', wave),
    signal('template', [1, 3, 1]),
    options(oneOf('measure', 'zncc'), ...sharing),
  ),
  matrixProfile: calling(
    parallel.matrixProfile,
    signal('signal', wave),
    count('windowLength', 4, { isOptional: false }),
    options(
      count('exclusion', 1),
      signal('against', wave, { isOptional: true }),
      count('neighbourCount', 2),
      flag('sides', false),
      ...sharing,
    ),
  ),
  setWorkerUrl: calling(
    parallel.setWorkerUrl,
    text('url', 'https://example.com/worker.js', { isOptional: false }),
  ),
}
