import { kernelMatrix } from '../../src/audio/channel-layout.js'
import type { Response } from '../../src/audio/response.js'
import type { ConvolutionState } from '../../src/stream/convolver/convolution-state.js'
import { type MatrixParts, MatrixReceiver, partsOf } from '../../src/stream/convolver/matrix-parts.js'
import { PreparedMatrix } from '../../src/stream/convolver/prepared-matrix.js'

/** A response as the main thread prepares it. */
export function preparedParts(response: Response): MatrixParts {
  const kernels = kernelMatrix(response.length === 0 ? [[0]] : response, 2)
  return partsOf(new PreparedMatrix(kernels, { precision: 'float64' }).routing)
}

/** The state that the worklet makes of it. */
export function stateOf(response: Response): ConvolutionState {
  const state = new MatrixReceiver(preparedParts(response)).step(Infinity)
  if (state === undefined) throw new Error('all steps are not enough')
  return state
}
