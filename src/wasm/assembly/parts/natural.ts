// Transforms of real numbers in natural order. They hold a copy of the order-free transforms of the core.

export { forwardNatural, inverseNatural } from '../real'
