// Layers of networks: products of weights and channels, and the gradients of weights.

export { dots, dotsOfFour } from '../dots'
export { pack, product, rectify } from '../product'
