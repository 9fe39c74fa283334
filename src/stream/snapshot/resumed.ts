/**
 * A new processor, after `load` has given it the state of another one. If that fails, nobody will ever see it: it is disposed of.
 */
export function resumed<P extends { dispose(): void }>(processor: P, load: (processor: P) => void): P {
  try {
    load(processor)
  } catch (error) {
    processor.dispose()
    throw error
  }
  return processor
}
