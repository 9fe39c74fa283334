import { simd } from '../../index.js'

/** Why the engine cannot be loaded here, in a line; undefined where it can. */
export function engineFault(): string | undefined {
  try {
    simd()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
