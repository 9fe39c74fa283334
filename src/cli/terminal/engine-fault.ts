import { simd } from '../../index.js'

/** The reason why the engine cannot be loaded here, in one line; undefined if it can. */
export function engineFault(): string | undefined {
  try {
    simd()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
