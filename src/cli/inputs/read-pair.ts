import type { SignalLike } from '../../samples.js'
import { UsageError } from '../terminal/errors.js'
import type { Io } from '../terminal/io.js'
import { requireSameRate } from './require-same-rate.js'
import type { InputOptions } from './input-options.js'
import { oneSignal, wholeSignal } from './one-signal.js'
import { openInput } from './open-input.js'

/** Two signals in memory to compare. */
export interface SignalPair {
  readonly a: NamedSamples
  readonly b: NamedSamples
  /** The sample rate, if one of them has one. */
  readonly sampleRate: number | undefined
}

interface NamedSamples {
  readonly name: string
  readonly samples: SignalLike
}

/**
 * Reads two inputs as one signal each.
 *
 * @throws UsageError if both are stdin; DataError if their rates differ; what `openInput` and `wholeSignal` throw
 */
export async function readPair(
  paths: readonly [string, string],
  options: InputOptions,
  io: Io,
): Promise<SignalPair> {
  if (paths.every((path) => path === '-')) {
    throw new UsageError('only one input can come from stdin: name a file for the other')
  }
  const [a, b] = [await readOne(paths[0], options, io), await readOne(paths[1], options, io)]
  requireSameRate(b, a)
  return { a, b, sampleRate: a.sampleRate ?? b.sampleRate }
}

async function readOne(path: string, options: InputOptions, io: Io) {
  const { name, sampleRate, ...signal } = oneSignal(await openInput(path, options, io))
  const { samples } = await wholeSignal({ name, sampleRate, ...signal })
  return { name, sampleRate, samples }
}
