// The functions that everything needs: memory, transforms, products of spectra, the direct form. All other parts use the memory of
// this one.

export { fir } from '../fir'
export { allocate, free, zero } from '../heap'
export { advance } from '../levels'
export { areFinite, clear, copy, ingest } from '../samples'
export { multiply, place } from '../spectrum'
export { convolve, finish, forward, forwardFolded, inverse } from '../transform'
