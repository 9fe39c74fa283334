/**
 * How a convolution in two dimensions is computed: by its definition, along the columns and then the rows, by sums over
 * windows, or tile by tile with transforms.
 */
export type ConcreteMethod2d = 'direct' | 'separable' | 'box' | 'fft'

/** A method, or 'auto' for the one with the least estimated cost. */
export type Method2d = ConcreteMethod2d | 'auto'

export const METHODS_2D: readonly Method2d[] = ['auto', 'direct', 'separable', 'box', 'fft']
