// Transforms of real numbers in natural order.

export { forwardNatural, inverseNatural } from '../real'
