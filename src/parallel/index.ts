// The subpath `tapline/parallel`: long computations with all processor cores.

export type { AbortSignalLike } from './crew.js'
export type { ParallelOptions } from './parallel-options.js'
export { convolve, type ParallelConvolveOptions } from './convolve.js'
export { ConvolverMatrix, type ParallelConvolverOptions } from './convolver-matrix.js'
export { convolve2d, type ParallelConvolve2dOptions } from './convolve-2d.js'
export { matchProfile, type ParallelMatchProfileOptions } from './match-profile.js'
export { matrixProfile, type ParallelMatrixProfileOptions } from './matrix-profile.js'
export { setWorkerUrl } from './start-worker.js'
