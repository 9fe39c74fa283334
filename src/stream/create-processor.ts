import { describe } from '../describe.js'
import { requireFunction } from '../require.js'
import type { Processor } from './processor.js'

const METHODS = ['process', 'flush', 'dispose'] as const

/**
 * Makes a processor with the function that the user of a skin has passed.
 *
 * @throws TypeError if that is not a function, or what it returns is not a processor.
 */
export function createProcessor<In, Out>(create: () => Processor<In, Out>): Processor<In, Out> {
  requireFunction(create, 'create', '() => new Convolver(kernel)')
  const processor: unknown = create()
  if (!isProcessor<In, Out>(processor)) {
    throw new TypeError(
      `create must return a processor, with methods ${METHODS.join(', ')}, got ${describe(processor)}`,
    )
  }
  return processor
}

function isProcessor<In, Out>(value: unknown): value is Processor<In, Out> {
  if (typeof value !== 'object' || value === null) return false
  const methods: Partial<Record<string, unknown>> = value
  return METHODS.every((name) => typeof methods[name] === 'function')
}
