import { fingerprint } from '../stream/snapshot/fingerprint.js'
import { fingerprint as engine } from '../wasm/generated/fingerprint.js'
import { simd } from '../wasm/module.js'
import type { Recipe } from './partition-work.js'
import type { Origin } from './result-record.js'

/** A name that no series has: it only asks the recipe for a processor in its initial state. */
const NOBODY = 'tapline-probe'

/**
 * What all workers of a job must have in common: a fingerprint of a processor before any input, which depends on its kernel and
 * options.
 */
export function originOf(recipe: Recipe): Origin {
  const processor = recipe.create(NOBODY)
  try {
    return { processor: fingerprint(processor.snapshot()), engine: engine, simd: simd() }
  } finally {
    processor.dispose()
  }
}
