// The layers of convolutional networks, each with its gradients: signals, images, pooling, and a step of gradient descent.
export { Conv1d, type Conv1dOptions } from './conv-1d.js'
export { Conv2d, type Conv2dOptions, type LayerGradients } from './conv-2d.js'
export type { FeatureMaps } from './feature-maps.js'
export type { LayerPadding, LayerShapeOptions } from './layer-shape.js'
export { maxPool, maxPoolGradient, type MaxPoolOptions } from './max-pool.js'
export { relu, reluGradient } from './relu.js'
export { sgd, type LayerParameters } from './sgd.js'
