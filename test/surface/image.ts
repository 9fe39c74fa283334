import * as image from 'tapline/image'
import { anything, bytes, count, listOf, number, oneOf, options, shape, signal } from './parameters.js'
import { calling, making, method, type Subjects } from './subject.js'

const plane = { data: Float32Array.from({ length: 48 }, (_, n) => n % 7), width: 8, height: 6 }
const frame = { data: Uint8ClampedArray.from({ length: 4 * 48 }, (_, n) => n % 251), width: 8, height: 6 }
const kernel = { data: [0, 1, 0, 1, 2, 1, 0, 1, 3], width: 3, height: 3 }
const out = anything('out', undefined)
const convolution = options(
  oneOf('mode', 'same'),
  oneOf('boundary', 'reflect'),
  number('fillValue', 0),
  count('stride', 1, { alias: /\bstride/ }),
  count('dilation', 1, { alias: /\bdilation/ }),
  oneOf('method', 'direct'),
  number('approximation', 0),
)
const choice = options(
  oneOf('mode', 'same'),
  count('stride', 1, { alias: /\bstride/ }),
  count('dilation', 1, { alias: /\bdilation/ }),
  number('approximation', 0),
  oneOf('precision', 'float64'),
)
const matching = options(
  oneOf('measure', 'zncc'),
  number('threshold', 0.9),
  anything('minDistance', 2),
  count('maxMatches', 2),
  anything('mask', undefined),
)
const frameOptions = [
  oneOf('boundary', 'replicate'),
  number('fillValue', 0),
  oneOf('method', 'direct'),
  number('approximation', 0),
  oneOf('alpha', 'keep'),
  oneOf('sizeChange', 'refuse'),
  count('pool', 1),
]

const frameFilter = () => new image.FrameFilter(kernel)
const frameMatcher = () => new image.FrameMatcher(kernel)
const temporal = () => new image.TemporalFilter([0.5, 0.5])
const next = (instance: { process(input: never): unknown }) => instance.process(frame as never)

export const subjects: Subjects = {
  box: calling(image.box, count('width', 3, { isOptional: false }), count('height', 3)),
  chooseMethod2d: calling(image.chooseMethod2d, shape('image', plane), shape('kernel', kernel), choice),
  convolve2d: calling(image.convolve2d, shape('image', plane), shape('kernel', kernel), convolution, out),
  convolveNd: calling(
    image.convolveNd,
    signal('signal', [1, 2, 3, 4]),
    signal('kernel', [1, 2]),
    options(
      listOf('shape', [2, 2]),
      listOf('kernelShape', [1, 2]),
      oneOf('mode', 'full'),
      oneOf('method', 'direct'),
    ),
    out,
  ),
  correlate2d: calling(image.correlate2d, shape('image', plane), shape('template', kernel), convolution, out),
  emboss: calling(image.emboss),
  filterFrame: calling(
    image.filterFrame,
    shape('frame', frame),
    shape('kernel', kernel),
    options(...frameOptions),
  ),
  findMatches2d: calling(image.findMatches2d, shape('image', plane), shape('template', kernel), matching),
  FrameFilter: making(image.FrameFilter, [shape('kernel', kernel), options(...frameOptions)], {
    process: method(frameFilter, 'process', [shape('frame', frame), out], next),
    setKernel: method(frameFilter, 'setKernel', [shape('kernel', kernel)], next),
    restore: method(() => image.FrameFilter, 'restore', [
      shape('kernel', kernel),
      options(oneOf('alpha', 'keep')),
      bytes('bytes', new image.FrameFilter(kernel, { alpha: 'keep' }).snapshot()),
    ]),
  }),
  FrameMatcher: making(image.FrameMatcher, [shape('template', kernel), matching], {
    process: method(frameMatcher, 'process', [shape('frame', frame, { alias: /\b(?:frame|image)\b/ })], next),
    restore: method(() => image.FrameMatcher, 'restore', [
      shape('template', kernel),
      options(number('threshold', 0.7)),
      bytes('bytes', frameMatcher().snapshot()),
    ]),
  }),
  gaussian: calling(image.gaussian, number('sigma', 1, { isOptional: false }), options(count('radius', 3))),
  gradients: calling(
    image.gradients,
    shape('image', plane),
    options(oneOf('boundary', 'wrap'), number('fillValue', 0)),
  ),
  laplacian: calling(image.laplacian, anything('neighbours', 4)),
  luminance: calling(image.luminance, shape('frame', frame, { alias: /\b(?:frame|image)\b/ })),
  matchTemplate2d: calling(
    image.matchTemplate2d,
    shape('image', plane),
    shape('template', kernel),
    options(oneOf('measure', 'zncc'), anything('mask', undefined)),
  ),
  mergeChannels: calling(
    image.mergeChannels,
    shape('channels', image.splitChannels(frame), { alias: /\b(?:channels|red|options)\b/ }),
  ),
  scharr: calling(image.scharr, oneOf('direction', 'x', { isOptional: false })),
  sharpen: calling(image.sharpen, number('amount', 1)),
  sobel: calling(image.sobel, oneOf('direction', 'x', { isOptional: false })),
  splitChannels: calling(image.splitChannels, shape('frame', frame)),
  TemporalFilter: making(
    image.TemporalFilter,
    [signal('taps', [0.5, 0.5]), options(oneOf('sizeChange', 'refuse'))],
    {
      process: method(temporal, 'process', [shape('image', frame)], next),
      restore: method(() => image.TemporalFilter, 'restore', [
        signal('taps', [0.5, 0.5]),
        options(oneOf('sizeChange', 'adapt')),
        bytes('bytes', temporal().snapshot()),
      ]),
    },
  ),
  toFrame: calling(image.toFrame, shape('plane', plane), options(anything('range', 'auto'))),
  unsharp: calling(
    image.unsharp,
    number('sigma', 1, { isOptional: false }),
    number('amount', 1),
    options(count('radius', 3)),
  ),
}
