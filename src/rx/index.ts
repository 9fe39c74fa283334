export { convolve, type ConvolveOptions, type Kernel } from './convolve.js'
export { correlate } from './correlate.js'
export { rechunk } from './rechunk.js'
export { through } from './through.js'
