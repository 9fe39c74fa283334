/**
 * A new processor with the state of another one, which `load` sets. If that fails, the processor is disposed of.
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
